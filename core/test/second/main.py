# What does a second implementation answer? JSON lines in and out; see README.md here.
import json
import sys

from decide import Asked, State, answer, decide, record, scope_of
from hashes import T, hash_id, negative_log, pair
from loads import played
from snapshot import Snapshot, byte_digest, content_digest


def opened(path):
    with open(path, 'rb') as file:
        data = file.read()
    snap = Snapshot(data)
    told = {name: getattr(snap, name) for name in ('fleet', 'epoch', 'sequence', 'candidate_max')}
    written = {'byteDigest': snap.byte_digest, 'contentDigest': snap.content_digest}
    counted = {'byteDigest': byte_digest(data), 'contentDigest': content_digest(snap)}
    return snap, {**told, 'sections': snap.sections, 'written': written, 'counted': counted}


def opened_state(snap, told):
    if isinstance(told, str):
        return State(snap, told)
    return State(snap, told['csv'], told['words'], told['drains'])


def hashes_of(request):
    h = hash_id(request['hash'])
    return {'hashId': h, 'pair': pair(h, request['with']), 'negativeLog': negative_log(h)}


def main():
    snap, states = None, []
    for line in sys.stdin:
        request = json.loads(line)
        if 'snapshot' in request:
            snap, told = opened(request['snapshot'])
            states = [opened_state(snap, each) for each in request['states']]
        elif 'hash' in request:
            told = hashes_of(request)
        elif 'table' in request:
            told = T
        elif 'loads' in request:
            told = played(request['loads'])
        else:
            asked = Asked(snap, states[request['state']], request)
            decided = decide(asked)
            told = answer(snap, asked.vantage, decided)
            told['record'] = record(asked, decided).hex()
            if 'asksFamily' in request:
                told['scope'] = scope_of(snap, request['client'])
        print(json.dumps(told))


main()
