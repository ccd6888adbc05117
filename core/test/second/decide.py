# Who serves, who is passed over, and why? Parts 1 and 4 of RULES.md, written from that page.
import csv
import io
import ipaddress
import math
import struct
from bisect import bisect_right

from hashes import hash_id, negative_log, pair
from snapshot import NO_ROW

REASONS = ('ranked', 'fail-open', 'last-resort', 'none')
LETTERS = 'CMPDHFLK'  # in the order in which they act
CODES = 'CDHLKMPF'
FAMILIES, CAPABILITIES, TERRITORIES = 0b11 << 18, 0b11111 << 22, 0b11111 << 27


class State:
    """Per appliance health, shed units, what it is fit for and its drain; per link its shed units."""

    def __init__(self, snap, text, words=None, drains=None):
        self.words = words or {'capabilities': [], 'territories': []}
        self.fit = [FAMILIES | CAPABILITIES | TERRITORIES] * len(snap.applianceHash)
        self.drains = None if drains is None else [0] * len(snap.applianceHash)
        rows = {t: {name: row for row, name in enumerate(snap.ids[t])} for t in ('appliance', 'link')}
        self.healthy = [True] * len(snap.applianceHash)
        self.units = {'appliance': [0] * len(snap.applianceHash), 'link': [0] * len(snap.linkHash)}
        for line in csv.DictReader(io.StringIO(text, newline='')):
            row = rows[line['kind']][line['id']]
            self.units[line['kind']][row] = units_of(float(line['shed_share'] or 0))
            if line['kind'] == 'appliance':
                self.healthy[row] = line['healthy'] != 'false'
                self.fit[row] = self.fitness(line)
        for name, share in (drains or {}).items():
            self.drains[rows['appliance'][name]] = units_of(share)

    def fitness(self, line):
        listed = {of: (line.get(of) or '').split() for of in ('families', 'capabilities', 'territories')}
        bits = 0
        for family in listed['families']:
            bits |= 1 << (18 if family == '4' else 19)
        bits |= 0 if listed['families'] else FAMILIES
        for of, every in (('capabilities', CAPABILITIES), ('territories', TERRITORIES)):
            bits |= self.bits(of, listed[of]) if listed[of] else every
        return bits

    def bits(self, of, wanted):
        """Bits of words; the last of a kind is that of words without a number."""
        known, lowest, bits = self.words[of], 22 if of == 'capabilities' else 27, 0
        for word in wanted:
            bits |= 1 << lowest + (known.index(word) if word in known[:4] else 4)
        return bits


def units_of(share):
    if not share > 0:
        return 0
    return 65536 if share >= 1 else math.floor(share * 65536 + 0.5)


def spans_of(snap, version):
    """First addresses of the spans of a family, and their vantages."""
    if version == 4:
        return snap.spanStart, snap.spanValue
    if not hasattr(snap, 'starts6'):
        words = zip(snap.start0, snap.start1, snap.start2, snap.start3)
        snap.starts6 = [a << 96 | b << 64 | c << 32 | d for a, b, c, d in words]
    return snap.starts6, snap.span6Value


def address_of(client):
    address = ipaddress.ip_address(client)
    mapped = address.version == 6 and address.ipv4_mapped
    return mapped or address


def vantage_of(snap, client):
    address = address_of(client)
    starts, values = spans_of(snap, address.version)
    return values[bisect_right(starts, int(address)) - 1]


def scope_of(snap, client):
    """The shortest prefix around the address that has one vantage."""
    address = address_of(client)
    starts, values = spans_of(snap, address.version)
    bits = address.max_prefixlen
    for length in range(bits + 1):
        size = 1 << bits - length
        first = int(address) // size * size
        low, end = bisect_right(starts, first) - 1, bisect_right(starts, first + size - 1)
        if len(set(values[low:end])) == 1:
            return length + ipaddress.ip_address(client).max_prefixlen - bits


class Asked:
    """A request on a snapshot and a state."""

    def __init__(self, snap, state, request):
        self.snap, self.state = snap, state
        self.vantage = vantage_of(snap, request['client'])
        self.file = snap.file_row.get(request['file'], NO_ROW)
        self.file_hash, self.session = hash_id(request['file']), hash_id(request['session'])
        self.want = min(16, max(1, math.ceil(request['want'])))
        self.panic_share = request.get('panicShare', 0)
        self.territory = state.bits('territories', [request['territory']] if 'territory' in request else [])
        self.capabilities = state.bits('capabilities', request.get('capabilities', []))
        version = address_of(request['client']).version
        self.family = (1 << (18 if version == 4 else 19)) if request.get('asksFamily') else 0
        serving = request.get('servedBy')
        self.serving = snap.ids['appliance'].index(serving) if serving in snap.ids['appliance'] else NO_ROW
        spread = request.get('spread', {})
        self.limits = spread.get('cluster', 0), spread.get('site', 0)

    def holders(self, cluster):
        """Rule 5."""
        snap = self.snap
        if self.file == NO_ROW:
            return []
        copies = snap.copies[snap.fileCopies[self.file] + snap.clusterManifest[cluster]]
        members = range(snap.clusterStart[cluster], snap.clusterStart[cluster + 1])
        if copies == 255 or copies >= len(members):
            return list(members)

        def key(row):
            h = pair(self.file_hash, snap.applianceHash[row])
            if len(snap.inverseWeight):
                return negative_log(h) * snap.inverseWeight[row]
            return -h

        return sorted(members, key=lambda row: (key(row), snap.applianceOrder[row]))[:copies]

    def sheds(self, table, row):
        hashes = self.snap.applianceHash if table == 'appliance' else self.snap.linkHash
        return pair(self.session, hashes[row]) >> 16 < self.state.units[table][row]

    def is_up(self, row):
        if self.snap.applianceState[row] != 0:
            return False
        units = self.state.drains[row] if self.state.drains else 0
        return pair(self.session, self.snap.applianceHash[row]) >> 16 >= units

    def fits(self, row, bits):
        return self.state.fit[row] & bits == bits

    def narrow(self, cluster, link, is_panic, first=NO_ROW):
        """Rule 4: what each overlay leaves, by its letter. `first` serves, and shedding leaves it."""
        left = {'C': self.holders(cluster)}
        left['M'] = [row for row in left['C'] if self.fits(row, self.territory)]
        left['P'] = [row for row in left['M'] if self.fits(row, self.capabilities)]
        left['D'] = [row for row in left['P'] if self.is_up(row)]
        left['H'] = [row for row in left['D'] if is_panic or self.state.healthy[row]]
        left['F'] = [row for row in left['H'] if self.fits(row, self.family)]
        left['L'] = [row for row in left['F'] if row == first or not self.sheds('appliance', row)]
        left['K'] = [row for row in left['L'] if row == first or not self.sheds('link', link)]
        return left

    def first_of(self, candidates, last_letter):
        """Served by: the target before all ranks, if there is one."""
        units = self.state.units
        for cluster, link, rank in candidates if self.serving != NO_ROW else ():
            if self.snap.applianceCluster[self.serving] != cluster:
                continue
            left = self.narrow(cluster, link, False)['D' if last_letter == 'D' else 'F']
            is_shed = units['appliance'][self.serving] == 65536 or units['link'][link] == 65536
            if self.serving in left and (last_letter == 'D' or not is_shed):
                return self.serving, link, rank
        return None

    def apart(self, targets, first):
        """Rule 6 with spread: in order, each unless its cluster or site has as many as the limit."""
        home = self.snap.applianceCluster
        taken = [first] if first else []
        for row, link, rank in targets:
            clusters = [home[other] for other, _, _ in taken]
            sites = [self.snap.clusterSite[cluster] for cluster in clusters]
            of_cluster = clusters.count(home[row])
            of_site = sites.count(self.snap.clusterSite[home[row]])
            is_full = 0 < self.limits[0] <= of_cluster or 0 < self.limits[1] <= of_site
            if len(taken) < self.want and not is_full and not (first and row == first[0]):
                taken.append((row, link, rank))
        return taken

    def key(self, row):
        h = pair(pair(self.file_hash, self.session), self.snap.applianceHash[row])
        return (negative_log(h) * self.snap.inverseCapacity[row], self.snap.applianceOrder[row])


def candidates_of(snap, vantage):
    at = snap.vantageList[vantage]
    span = slice(snap.listStart[at], snap.listStart[at + 1])
    return list(zip(snap.listCluster[span], snap.listLink[span], snap.listRank[span]))


def resort_of(snap, vantage):
    at = snap.vantageResort[vantage]
    found = []
    for k in range(snap.resortStart[at], snap.resortStart[at + 1]):
        site = snap.resortSite[k]
        for cluster in snap.siteCluster[snap.siteClusterStart[site] : snap.siteClusterStart[site + 1]]:
            found.append((cluster, snap.siteTransit[site], snap.resortRank[k]))
    return found


def panicking(asked, candidates):
    """The ranks that panic."""
    if not asked.panic_share > 0 or asked.file == NO_ROW:
        return set()
    ranks, last = {}, 0
    for cluster, link, rank in candidates:
        left = asked.narrow(cluster, link, False)
        ranks.setdefault(rank, []).extend(left['D'])
        if left['K']:
            last = rank
    ill = set()
    for rank, up in ranks.items():
        healthy = sum(asked.state.healthy[row] for row in up)
        if rank >= last and up and healthy < asked.panic_share * len(up):
            ill.add(rank)
    return ill


def walk(asked, candidates, last_letter, panic=frozenset(), first=None):
    """Rules 4 to 7 with the overlays up to `last_letter`: targets and who is passed over."""
    letters = LETTERS[: LETTERS.index(last_letter) + 1]
    found, passed = [], []
    for cluster, link, rank in candidates:
        left = asked.narrow(cluster, link, rank in panic, first[0] if first else NO_ROW)
        found += [(rank, asked.key(row), row, link) for row in left[last_letter]]
        if not left[last_letter]:
            passed.append((cluster, rank, next(each for each in letters if not left[each])))
    found.sort(key=lambda each: each[:2])
    targets = asked.apart([(row, link, rank) for rank, _, row, link in found], first)
    if len(targets) == asked.want:
        end = max(rank for _, _, rank in targets)
        passed = [each for each in passed if each[1] <= end]
    return targets, passed


def decide(asked):
    """Targets as (appliance, link, rank), passed over as (cluster, rank, letter), reason."""
    candidates = candidates_of(asked.snap, asked.vantage)
    first = asked.first_of(candidates, 'K')
    targets, passed = walk(asked, candidates, 'K', panicking(asked, candidates), first)
    if targets:
        return targets, passed, 0
    if any(letter in 'HFLK' for _, _, letter in passed):
        return (*walk(asked, candidates, 'D', first=asked.first_of(candidates, 'D')), 1)
    found, _ = walk(asked, resort_of(asked.snap, asked.vantage), 'D')
    return [(row, link, NO_ROW) for row, link, _ in found], passed, 2 if found else 3


def answer(snap, vantage, decided):
    """The decision by ids."""
    targets, passed, reason = decided
    ids = snap.ids
    told = []
    for row, link, rank in targets:
        cluster = snap.applianceCluster[row]
        told.append(
            {
                'appliance': ids['appliance'][row],
                'cluster': ids['cluster'][cluster],
                'site': ids['site'][snap.clusterSite[cluster]],
                'link': ids['link'][link],
                'rank': None if rank == NO_ROW else rank,
            }
        )
    over = [{'cluster': ids['cluster'][c], 'rank': r, 'label': letter} for c, r, letter in passed]
    return {'targets': told, 'passedOver': over, 'reason': REASONS[reason], 'vantage': vantage}


def state_digest(asked):
    snap, state = asked.snap, asked.state
    words = []
    for row, units in enumerate(state.units['appliance']):
        up = snap.applianceState[row] == 0
        leaves = bool(state.drains and state.drains[row])
        unfit = ~state.fit[row] & (FAMILIES | CAPABILITIES | TERRITORIES)
        words.append(units | leaves << 17 | up << 20 | state.healthy[row] << 21 | unfit)
    a, b = 0x243F6A88, 0x13198A2E
    for column in (words, state.units['link'], *([] if state.drains is None else [state.drains])):
        a = pair(a, len(column))
        for row, word in enumerate(column):
            a, b = pair(a, word), pair(b ^ row, word)
    return a, b


def record(asked, decided):
    """Part 4: the 64 bytes."""
    snap, (targets, passed, reason) = asked.snap, decided
    outcome, codes = pair(reason, len(targets)), []
    for row, link, rank in targets:
        outcome = pair(pair(pair(outcome, row), link), rank)
    for cluster, rank, letter in passed:
        code = CODES.index(letter)
        outcome = pair(pair(pair(outcome, cluster), rank), code)
        codes.append(code)
    first, rank = (targets[0][0], targets[0][2]) if targets else (NO_ROW, NO_ROW)
    version, told, tail = tail_of(asked, codes, first)
    bits = asked.want - 1 | len(targets) << 4 | reason << 9 | version << 11
    first_lane, second_lane = snap.content_digest[:2]
    numbered = 0x5BD1E995 if snap.turn else 0
    return (
        struct.pack('<2I', first_lane, second_lane ^ numbered)
        + snap.epoch.to_bytes(7, 'little')
        + snap.sequence.to_bytes(7, 'little')
        + struct.pack('<H2I', round(asked.panic_share * 10_000), *state_digest(asked))
        + struct.pack('<4I', asked.vantage, asked.file, asked.file_hash, asked.session)
        + struct.pack('<2I', told, outcome)
        + struct.pack('<2H', bits, 0xFFFF if rank == NO_ROW else min(rank, 0xFFFE))
        + struct.pack('<I', tail)
    )


def tail_of(asked, codes, first):
    """Version, bytes 48 to 51, and bytes 60 to 63."""
    need = asked.family | asked.capabilities | asked.territory
    passed = sum(1 << code for code in set(codes))
    if asked.serving != NO_ROW or asked.limits != (0, 0):
        cluster, site = (limit if limit < 16 else 0 for limit in asked.limits)
        return 4, asked.serving, passed | need >> 18 << 8 | cluster << 22 | site << 26
    if need or any(code > 4 for code in codes):
        return 3, first, passed | need >> 17 << 16
    return 2, first, sum(min(63, codes.count(code)) << 6 * code for code in range(5))
