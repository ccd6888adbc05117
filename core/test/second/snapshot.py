# What stands in a snapshot file? Part 3 of RULES.md, written from that page.
import struct
from array import array

from hashes import WORD, murmur, pair, rotl, scramble

TYPES = {
    'B': 'siteText clusterText applianceText linkText fileText siteKind applianceState linkKind copies',
    'I': 'siteTextStart clusterTextStart applianceTextStart linkTextStart fileTextStart siteTransit '
    'siteClusterStart siteCluster clusterSite clusterManifest clusterStart applianceCluster '
    'applianceOrder applianceHash linkSite linkHash fileHash fileSlot fileCopies vantageList '
    'vantageResort listStart listCluster listLink listRank resortStart resortSite resortRank '
    'spanStart spanValue start0 start1 start2 start3 span6Value',
    'd': 'capacityBps inverseCapacity inverseWeight linkCapacityBps',
}
S = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A)
O = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)
STEP = 0x165667B1
NO_ROW = 0xFFFFFFFF


class Snapshot:
    """Columns by the names of the sections, ids by table, and what the header says."""

    def __init__(self, data):
        head = struct.unpack_from('<8sII4I2d4I4II', data, 0)
        assert head[0] == b'FAIRSNAP' and head[1] == 3
        self.byte_digest, self.content_digest = list(head[3:7]), list(head[9:13])
        self.epoch, self.sequence = int(head[7]), int(head[8])
        start, (count, size, fleet, self.candidate_max, self.turn) = head[2], head[13:18]
        at = start + count * size
        self.fleet = data[at : at + fleet].decode('utf-8')
        places = {}
        for row in range(count):
            name, offset, length = struct.unpack_from('<24s2d', data, start + row * size)
            places[name.rstrip(b'\0').decode('ascii')] = (int(offset), int(length))
        self.sections = sorted(places)
        for code, names in TYPES.items():
            for name in names.split():
                offset, length = places[name]
                setattr(self, name, array(code, data[offset : offset + length]))
        self.ids = {t: self.read_ids(t) for t in ('site', 'cluster', 'appliance', 'link', 'file')}
        self.file_row = {name: row for row, name in enumerate(self.ids['file'])}

    def read_ids(self, table):
        text = bytes(getattr(self, table + 'Text'))
        start = getattr(self, table + 'TextStart')
        return [text[a:b].decode('utf-8') for a, b in zip(start, start[1:])]


def byte_digest(data):
    words = array('I', data[32:])
    n = len(data) - 32
    lane = [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344]

    def turn(at, word):
        lane[at] = rotl((lane[at] + word * 0x85EBCA77) & WORD, 13) * 0x9E3779B1 & WORD

    whole = len(words) - len(words) % 4
    for k in range(whole):
        turn(k % 4, words[k])
    for word in words[whole:]:
        turn(0, word)
    for k in range(8):
        turn((k + 1) % 4, lane[k % 4] ^ n)
    return lane


def double(h, x):
    low, high = struct.unpack('<2I', struct.pack('<d', x))
    return pair(pair(h, low), high)


def content_digest(snap):
    return [content_lane(snap, k) for k in range(4)]


def content_lane(snap, k):
    ids = {table: [name.encode('utf-8') for name in names] for table, names in snap.ids.items()}
    s = {table: [murmur(name, S[k]) for name in names] for table, names in ids.items()}
    o = {table: [murmur(name, O[k]) for name in names] for table, names in ids.items()}
    total = sum(span_parts(snap, k, vantage_hashes(snap, k, s)))
    for row, cluster in enumerate(snap.applianceCluster):
        weight = snap.inverseWeight[row] if len(snap.inverseWeight) else 1.0
        home = pair(s['appliance'][row], o['cluster'][cluster])
        h = pair(home, snap.applianceState[row])
        total += double(double(h, snap.capacityBps[row]), weight)
    for row, site in enumerate(snap.linkSite):
        h = pair(pair(o['link'][row], s['site'][site]), snap.linkKind[row])
        total += double(h, snap.linkCapacityBps[row])
    for row, kind in enumerate(snap.siteKind):
        link = snap.siteTransit[row]
        t = 0 if link == NO_ROW else s['link'][link]
        total += scramble(pair(pair(s['site'][row], kind), t) ^ 1)
    for row, site in enumerate(snap.clusterSite if snap.file_row else ()):
        at = snap.clusterManifest[row]
        m = sum(snap.copies[c + at] * h for c, h in zip(snap.fileCopies, s['file']))
        total += pair(pair(pair(s['cluster'][row], s['site'][site]), O[k]), m)
    return total & WORD


def vantage_hashes(snap, k, s):
    lists = []
    for start, end in zip(snap.listStart, snap.listStart[1:]):
        h = S[k]
        for at in range(start, end):
            over = s['link'][snap.listLink[at]] + snap.listRank[at] * STEP
            h = pair(pair(h, s['cluster'][snap.listCluster[at]]), over)
        lists.append(h)
    orders = []
    for start, end in zip(snap.resortStart, snap.resortStart[1:]):
        h = O[k]
        for at in range(start, end):
            h = pair(h, s['site'][snap.resortSite[at]] + snap.resortRank[at] * STEP)
        orders.append(h)
    return [pair(lists[a], orders[b]) for a, b in zip(snap.vantageList, snap.vantageResort)]


def span_parts(snap, k, v):
    before = 0
    for start, vantage in zip(snap.spanStart, snap.spanValue):
        yield scramble((start * O[0]) & WORD ^ S[k]) * (before - v[vantage])
        before = v[vantage]
    before = 0
    words = zip(snap.start0, snap.start1, snap.start2, snap.start3)
    for (w0, w1, w2, w3), vantage in zip(words, snap.span6Value):
        high = pair(pair(pair(pair(0x36763676, w0), w1), w2), w3)
        low = pair(pair(pair(pair(0xC989C989, w1), w3), w2), w0)
        yield pair(high ^ S[k], low) * (before - v[vantage])
        before = v[vantage]
