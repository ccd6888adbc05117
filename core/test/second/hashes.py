# What are the hashes of part 2 of RULES.md? Written from that page; Python's standard library alone.
from functools import lru_cache

WORD = 0xFFFFFFFF


def rotl(x, by):
    return ((x << by) | (x >> (32 - by))) & WORD


def scramble(x):
    x &= WORD
    x = ((x ^ (x >> 16)) * 0x85EBCA6B) & WORD
    x = ((x ^ (x >> 13)) * 0xC2B2AE35) & WORD
    return x ^ (x >> 16)


def pair(a, b):
    return scramble(a * 0x9E3779B1 + b)


@lru_cache(maxsize=None)
def murmur(data, seed):
    h = seed
    whole = len(data) - len(data) % 4
    for at in range(0, whole, 4):
        k = int.from_bytes(data[at : at + 4], 'little')
        h ^= (rotl((k * 0xCC9E2D51) & WORD, 15) * 0x1B873593) & WORD
        h = (rotl(h, 13) * 5 + 0xE6546B64) & WORD
    k = int.from_bytes(data[whole:], 'little')
    h ^= (rotl((k * 0xCC9E2D51) & WORD, 15) * 0x1B873593) & WORD
    return scramble(h ^ len(data))


def hash_id(text):
    return murmur(text.encode('utf-8'), 0x44494C46)


def log_table():
    table = []
    for k in range(1025):
        x = (2**80 * (1024 + k)) // 1024
        b = 0
        if x >= 2**81:
            x //= 2
            b = 1
        for _ in range(27):
            x = x * x // 2**80
            b *= 2
            if x >= 2**81:
                x //= 2
                b += 1
        table.append((b + 1) // 2)
    return table


T = log_table()


def negative_log(h):
    h = h or 1
    z = 32 - h.bit_length()
    m = h << z
    i, f = (m >> 21) & 1023, m & 0x1FFFFF
    return (z + 1) * 2**47 - (T[i] * 2**21 + (T[i + 1] - T[i]) * f)
