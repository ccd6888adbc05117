;; Which one, two or three appliances of a cluster have the largest hashes of a file? Four at a time.
;;
;; Does for many jobs what best-hashes.ts of room overlay does for one: a key is the upper bits of a
;; hash with the place of its appliance in the lower ones. Each of four lanes keeps its four largest
;; keys; then the lanes are merged. A job is four words: the first row of the cluster; its
;; appliances, and from bit 16 on the copies (1 to 3); the hash of the file times 0x9e3779b1; the
;; place in $rows from which on four rows are written, the best first, of which `copies` count.
;; Returns in how many jobs two of those that count agree in all bits of their keys.
(module
  (import "core" "memory" (memory 1))
  (func (export "best") (param $hashes i32) (param $jobs i32) (param $count i32) (param $rows i32)
    (result i32)
    (local $end i32) (local $at i32) (local $word i32) (local $size i32) (local $near i32)
    (local $product v128) (local $high v128) (local $sizes v128) (local $place v128)
    (local $key v128) (local $low v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $e v128) (local $f v128) (local $g v128) (local $h v128)
    (if (i32.eqz (local.get $count)) (then (return (i32.const 0))))
    (local.set $end (i32.add (local.get $jobs) (i32.shl (local.get $count) (i32.const 4))))
    (loop $job
      (local.set $at
        (i32.add (local.get $hashes) (i32.shl (i32.load (local.get $jobs)) (i32.const 2))))
      (local.set $word (i32.load offset=4 (local.get $jobs)))
      (local.set $size (i32.and (local.get $word) (i32.const 0xffff)))
      (local.set $sizes (i32x4.splat (local.get $size)))
      (local.set $product (v128.load32_splat offset=8 (local.get $jobs)))
      (local.set $high
        (i32x4.splat
          (i32.shl (i32.const -1)
            (i32.sub (i32.const 32) (i32.clz (i32.sub (local.get $size) (i32.const 1)))))))
      (local.set $place (v128.const i32x4 0 1 2 3))
      (local.set $a (v128.const i32x4 0 0 0 0))
      (local.set $b (local.get $a))
      (local.set $c (local.get $a))
      (local.set $d (local.get $a))
      (loop $four
        ;; `pair` of the file and four appliances
        (local.set $key (i32x4.add (local.get $product) (v128.load align=4 (local.get $at))))
        (local.set $key
          (i32x4.mul
            (v128.xor (local.get $key) (i32x4.shr_u (local.get $key) (i32.const 16)))
            (v128.const i32x4 0x85ebca6b 0x85ebca6b 0x85ebca6b 0x85ebca6b)))
        (local.set $key
          (i32x4.mul
            (v128.xor (local.get $key) (i32x4.shr_u (local.get $key) (i32.const 13)))
            (v128.const i32x4 0xc2b2ae35 0xc2b2ae35 0xc2b2ae35 0xc2b2ae35)))
        (local.set $key
          (v128.xor (local.get $key) (i32x4.shr_u (local.get $key) (i32.const 16))))
        ;; beyond the cluster: no key, 0
        (local.set $key
          (v128.and
            (v128.or (v128.and (local.get $key) (local.get $high)) (local.get $place))
            (i32x4.lt_s (local.get $place) (local.get $sizes))))
        (local.set $low (i32x4.min_u (local.get $a) (local.get $key)))
        (local.set $a (i32x4.max_u (local.get $a) (local.get $key)))
        (local.set $key (i32x4.min_u (local.get $b) (local.get $low)))
        (local.set $b (i32x4.max_u (local.get $b) (local.get $low)))
        (local.set $low (i32x4.min_u (local.get $c) (local.get $key)))
        (local.set $c (i32x4.max_u (local.get $c) (local.get $key)))
        (local.set $d (i32x4.max_u (local.get $d) (local.get $low)))
        (local.set $place (i32x4.add (local.get $place) (v128.const i32x4 4 4 4 4)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (local.set $size (i32.sub (local.get $size) (i32.const 4)))
        (br_if $four (i32.gt_s (local.get $size) (i32.const 0))))
      ;; each lane with the one two away: the larger of opposite places, then in order
      (local.set $e
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $d) (local.get $d)))
      (local.set $f
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $c) (local.get $c)))
      (local.set $g
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $b) (local.get $b)))
      (local.set $h
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $a) (local.get $a)))
      (local.set $a (i32x4.max_u (local.get $a) (local.get $e)))
      (local.set $b (i32x4.max_u (local.get $b) (local.get $f)))
      (local.set $c (i32x4.max_u (local.get $c) (local.get $g)))
      (local.set $d (i32x4.max_u (local.get $d) (local.get $h)))
      (local.set $e (i32x4.max_u (local.get $a) (local.get $c)))
      (local.set $g (i32x4.min_u (local.get $a) (local.get $c)))
      (local.set $f (i32x4.max_u (local.get $b) (local.get $d)))
      (local.set $h (i32x4.min_u (local.get $b) (local.get $d)))
      (local.set $a (i32x4.max_u (local.get $e) (local.get $f)))
      (local.set $b (i32x4.min_u (local.get $e) (local.get $f)))
      (local.set $c (i32x4.max_u (local.get $g) (local.get $h)))
      (local.set $d (i32x4.min_u (local.get $g) (local.get $h)))
      ;; each lane with its neighbour
      (local.set $e
        (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $d) (local.get $d)))
      (local.set $f
        (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $c) (local.get $c)))
      (local.set $g
        (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $b) (local.get $b)))
      (local.set $h
        (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $a) (local.get $a)))
      (local.set $a (i32x4.max_u (local.get $a) (local.get $e)))
      (local.set $b (i32x4.max_u (local.get $b) (local.get $f)))
      (local.set $c (i32x4.max_u (local.get $c) (local.get $g)))
      (local.set $d (i32x4.max_u (local.get $d) (local.get $h)))
      (local.set $e (i32x4.max_u (local.get $a) (local.get $c)))
      (local.set $g (i32x4.min_u (local.get $a) (local.get $c)))
      (local.set $f (i32x4.max_u (local.get $b) (local.get $d)))
      (local.set $h (i32x4.min_u (local.get $b) (local.get $d)))
      (local.set $a (i32x4.max_u (local.get $e) (local.get $f)))
      (local.set $b (i32x4.min_u (local.get $e) (local.get $f)))
      (local.set $c (i32x4.max_u (local.get $g) (local.get $h)))
      (local.set $d (i32x4.min_u (local.get $g) (local.get $h)))
      ;; the four largest beside each other
      (local.set $a
        (i8x16.shuffle 0 1 2 3 16 17 18 19 0 1 2 3 16 17 18 19 (local.get $a) (local.get $b)))
      (local.set $c
        (i8x16.shuffle 0 1 2 3 16 17 18 19 0 1 2 3 16 17 18 19 (local.get $c) (local.get $d)))
      (local.set $a
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $c)))
      (v128.store align=4
        (i32.add
          (local.get $rows)
          (i32.shl (i32.load offset=12 (local.get $jobs)) (i32.const 2)))
        (i32x4.add
          (v128.load32_splat (local.get $jobs))
          (v128.andnot (local.get $a) (local.get $high))))
      ;; is one of the first `copies` as good as the next?
      (local.set $b
        (i8x16.shuffle 4 5 6 7 8 9 10 11 12 13 14 15 12 13 14 15 (local.get $a) (local.get $a)))
      (local.set $near
        (i32.add
          (local.get $near)
          (v128.any_true
            (v128.and
              (i32x4.eq
                (v128.and (local.get $a) (local.get $high))
                (v128.and (local.get $b) (local.get $high)))
              (i32x4.lt_s
                (v128.const i32x4 0 1 2 3)
                (i32x4.splat (i32.shr_u (local.get $word) (i32.const 16))))))))
      (local.set $jobs (i32.add (local.get $jobs) (i32.const 16)))
      (br_if $job (i32.ne (local.get $jobs) (local.get $end))))
    (local.get $near)))
