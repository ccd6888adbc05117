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
LETTERS = 'CDHLK'


class State:
    """Per appliance whether it is healthy and its shed units; per link its shed units."""

    def __init__(self, snap, text):
        rows = {t: {name: row for row, name in enumerate(snap.ids[t])} for t in ('appliance', 'link')}
        self.healthy = [True] * len(snap.applianceHash)
        self.units = {'appliance': [0] * len(snap.applianceHash), 'link': [0] * len(snap.linkHash)}
        for line in csv.DictReader(io.StringIO(text, newline='')):
            row = rows[line['kind']][line['id']]
            self.units[line['kind']][row] = units_of(float(line['shed_share'] or 0))
            if line['kind'] == 'appliance':
                self.healthy[row] = line['healthy'] != 'false'


def units_of(share):
    if not share > 0:
        return 0
    return 65536 if share >= 1 else math.floor(share * 65536 + 0.5)


def vantage_of(snap, client):
    address = ipaddress.ip_address(client)
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.version == 4:
        return snap.spanValue[bisect_right(snap.spanStart, int(address)) - 1]
    whole = int(address)
    words = tuple((whole >> shift) & 0xFFFFFFFF for shift in (96, 64, 32, 0))
    if not hasattr(snap, 'starts6'):
        snap.starts6 = list(zip(snap.start0, snap.start1, snap.start2, snap.start3))
    return snap.span6Value[bisect_right(snap.starts6, words) - 1]


class Asked:
    """A request on a snapshot and a state."""

    def __init__(self, snap, state, request):
        self.snap, self.state = snap, state
        self.vantage = vantage_of(snap, request['client'])
        self.file = snap.file_row.get(request['file'], NO_ROW)
        self.file_hash, self.session = hash_id(request['file']), hash_id(request['session'])
        self.want = min(16, max(1, math.ceil(request['want'])))
        self.panic_share = request.get('panicShare', 0)

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

    def narrow(self, cluster, link, is_panic):
        """Rule 4: what each overlay leaves, by its letter."""
        left = {'C': self.holders(cluster)}
        left['D'] = [row for row in left['C'] if self.snap.applianceState[row] == 0]
        left['H'] = [row for row in left['D'] if is_panic or self.state.healthy[row]]
        left['L'] = [row for row in left['H'] if not self.sheds('appliance', row)]
        left['K'] = [] if self.sheds('link', link) else left['L']
        return left

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


def walk(asked, candidates, last_letter, panic=frozenset()):
    """Rules 4 to 7 with the overlays up to `last_letter`: targets and who is passed over."""
    letters = LETTERS[: LETTERS.index(last_letter) + 1]
    targets, passed, rank_before = [], [], None
    for cluster, link, rank in candidates:
        if rank != rank_before and len(targets) >= asked.want:
            break
        rank_before = rank
        left = asked.narrow(cluster, link, rank in panic)
        if left[last_letter]:
            targets += [(rank, asked.key(row), row, link) for row in left[last_letter]]
        else:
            passed.append((cluster, rank, next(each for each in letters if not left[each])))
    targets.sort(key=lambda each: each[:2])
    return [(row, link, rank) for rank, _, row, link in targets[: asked.want]], passed


def decide(asked):
    """Targets as (appliance, link, rank), passed over as (cluster, rank, letter), reason."""
    candidates = candidates_of(asked.snap, asked.vantage)
    targets, passed = walk(asked, candidates, 'K', panicking(asked, candidates))
    if targets:
        return targets, passed, 0
    if any(letter in 'HLK' for _, _, letter in passed):
        return (*walk(asked, candidates, 'D'), 1)
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
        words.append(units | up << 20 | state.healthy[row] << 21)
    a, b = 0x243F6A88, 0x13198A2E
    for column in (words, state.units['link']):
        a = pair(a, len(column))
        for row, word in enumerate(column):
            a, b = pair(a, word), pair(b ^ row, word)
    return a, b


def record(asked, decided):
    """Part 4: the 64 bytes."""
    snap, (targets, passed, reason) = asked.snap, decided
    outcome, counts = pair(reason, len(targets)), [0] * 5
    for row, link, rank in targets:
        outcome = pair(pair(pair(outcome, row), link), rank)
    for cluster, rank, letter in passed:
        code = LETTERS.index(letter)
        outcome = pair(pair(pair(outcome, cluster), rank), code)
        counts[code] = min(63, counts[code] + 1)
    first, rank = (targets[0][0], targets[0][2]) if targets else (NO_ROW, NO_ROW)
    bits = asked.want - 1 | len(targets) << 4 | reason << 9 | 2 << 11
    return (
        struct.pack('<2I', *snap.content_digest[:2])
        + snap.epoch.to_bytes(7, 'little')
        + snap.sequence.to_bytes(7, 'little')
        + struct.pack('<H2I', round(asked.panic_share * 10_000), *state_digest(asked))
        + struct.pack('<4I', asked.vantage, asked.file, asked.file_hash, asked.session)
        + struct.pack('<2I', first, outcome)
        + struct.pack('<2H', bits, 0xFFFF if rank == NO_ROW else min(rank, 0xFFFE))
        + struct.pack('<I', sum(count << 6 * code for code, count in enumerate(counts)))
    )
