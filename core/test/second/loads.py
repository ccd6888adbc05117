# What share does a row shed for load? Part 5 of RULES.md.
C = 0.36787944117144233


def left(x):
    return 1 / (1 + x + x * x / 2)


class Row:
    def __init__(self, at):
        self.own = self.turnover = self.shed = self.share = self.held = self.reported = 0
        self.own_then = self.turnover_then = self.shed_then = 0
        self.earlier = self.earlier_shed = self.demand = 0
        self.gain = 1
        self.shed_at = at
        self.report_at = self.earlier_at = None
        self.is_new = self.is_learnt = False

    def shed_by(self, t):
        return self.shed + self.share * max(t - self.shed_at, 0)


class Loads:
    def __init__(self, told):
        self.rule = told['rule']
        self.instances = told['instances']
        self.rows = [Row(told['at']) for _ in range(told['rows'])]
        self.all_own = self.ended = self.own_time = self.churn = self.squares = 0
        self.measured_at = told['at']
        self.length = self.rule['session']
        self.marks = {}

    def size(self):
        return self.squares / self.churn if self.churn > 0 else 0

    def session(self, row, w):
        self.rows[row].own += w
        self.rows[row].turnover += w * w
        self.all_own += w
        self.squares += w * w
        self.churn += abs(w)
        if w < 0:
            self.ended += abs(w)

    def mark(self, t):
        self.marks[t] = [(row.own, row.turnover, row.shed_by(t)) for row in self.rows]

    def report(self, row, load, t):
        r = self.rows[row]
        if not 0 <= load <= 2**53 - 1 or r.report_at is not None and t <= r.report_at:
            return
        r.earlier, r.earlier_at, r.earlier_shed = r.reported, r.report_at, r.shed_then
        r.reported, r.report_at = load, t
        r.own_then, r.turnover_then, r.shed_then = self.marks[t][row]
        r.is_new = True

    def measure(self, t):
        d = t - self.measured_at
        if d < 1000:
            return
        self.measured_at = t
        k = left(d / (4 * self.length))
        self.own_time = self.own_time * k + max(self.all_own, 0) * d
        self.ended *= k
        self.churn *= k
        self.squares *= k
        a = 4 * self.size()
        if a > 0:
            session = self.rule['session']
            length = (a * session + self.own_time) / (a + self.ended)
            self.length = min(max(length, session / 32), 4 * session)

    def demand(self, r):
        if r.earlier_at is None:
            return r.reported
        b = r.report_at - r.earlier_at
        k = left(b / self.length)
        s = max(1 - (r.shed_then - r.earlier_shed) / b, 1 / 16)
        arrived = (r.reported - r.earlier * k) / (1 - k)
        if arrived * 1.5 < r.reported or arrived > r.reported * 1.5:
            return r.reported / s
        known = r.demand if r.is_learnt else r.reported / s
        e = arrived / s - known
        if e == 0:
            return known
        v = self.size() * (r.earlier * k + arrived) / (1 - k)
        square = s * s * e * e
        p = v * 2.5 * 2.5 / square if square > 0 else k
        return known + e * (1 - min(p, k))

    def gain(self, r, t, room):
        if self.instances == 1:
            return 1
        since = r.report_at if r.earlier_at is None else r.earlier_at
        if since is None or t == since:
            return 1
        full, begin = self.rule['full'], self.rule['from']
        asked = max(r.demand / room, begin)
        return min(C * ((full - begin) * self.length) / (asked * (t - since)), 1)

    def believed(self, r, t, room):
        scaled = max(r.reported + (r.own - r.own_then) * self.instances, 0)
        w = self.instances * (r.turnover - r.turnover_then)
        blur = (self.instances - 1) * w
        if not blur > 0:
            return scaled
        predicted = r.reported
        if r.report_at is not None and t > r.report_at:
            g = t - r.report_at
            o = max(1 - (r.shed_by(t) - r.shed_then) / g, 0)
            k = left(g / self.length)
            predicted = r.reported * k + r.demand * o * (1 - k)
        q = self.rule['surprise'] * room
        trusted = w + q * q
        return predicted + trusted / (trusted + blur) * (scaled - predicted)

    def hold(self, r, believed, room):
        full, begin, slack = self.rule['full'], self.rule['from'], self.rule['slack']
        x = r.demand / room
        rest = full / ((full - begin) / x + 1) if x > begin else x
        seen = min(believed / room, 8)
        u = rest + r.gain * (seen - rest) if r.gain < 1 else seen
        m = r.gain * self.rule['play']
        if u >= full:
            r.held = u
        elif r.held < u - m:
            r.held = u - m
        elif r.held > u + m:
            h = min(r.held, begin + slack - m * 0.75)
            told = r.reported / room
            is_below = told + r.gain * (seen - told) < begin - slack
            r.held = u + m if is_below or h < u + m else h

    def share(self, row, t, room, least):
        r = self.rows[row]
        self.measure(t)
        if r.is_new:
            r.demand = self.demand(r)
            r.gain = self.gain(r, t, room)
            r.is_new, r.is_learnt = False, True
        believed = self.believed(r, t, room)
        self.hold(r, believed, room)
        if t > r.shed_at:
            r.shed = r.shed_by(t)
            r.shed_at = t
        full, begin = self.rule['full'], self.rule['from']
        ramp = min(max((r.held - begin) / (full - begin), 0), 1)
        r.share = max(0 if r.report_at is None else ramp, least)
        return {
            'units': int(r.share * 65536 + 0.5),
            'believed': believed,
            'held': r.held,
            'demand': r.demand,
            'gain': r.gain,
            'length': self.length,
        }


def played(told):
    """The answers to the events that set a share."""
    loads = Loads(told)
    answers = []
    for kind, *rest in told['events']:
        answer = getattr(loads, kind)(*rest)
        if kind == 'share':
            answers.append(answer)
    return answers
