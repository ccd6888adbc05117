;; Which appliances hold a file, and in which order does a session get them? For a whole batch.
;;
;; The same in plain loops stands in plain-kernel.ts; kernel.ts says what the columns hold.
(module
  (import "core" "memory" (memory 1))

  ;; The one, two or three appliances of each cluster with the largest hashes of a file. As in
  ;; best-hashes.ts of room overlay a key is the upper bits of a hash with the place of its
  ;; appliance in the lower ones. Each of four lanes keeps its four largest keys; then the lanes
  ;; are merged. Four rows and tags are written a job, of which `copies` count: a later job may
  ;; write over the others. Returns in how many jobs two that count agree in all upper bits.
  (func (export "best") (param $hashes i32) (param $jobs i32) (param $count i32) (param $rows i32)
    (param $tags i32) (result i32)
    (local $end i32) (local $at i32) (local $word i32) (local $place4 i32) (local $size i32) (local $near i32)
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
      (local.set $place4 (i32.shl (i32.load offset=12 (local.get $jobs)) (i32.const 2)))
      (v128.store align=4
        (i32.add (local.get $rows) (local.get $place4))
        (i32x4.add
          (v128.load32_splat (local.get $jobs))
          (v128.andnot (local.get $a) (local.get $high))))
      (v128.store align=4
        (i32.add (local.get $tags) (local.get $place4))
        (i32x4.splat (i32.shr_u (local.get $word) (i32.const 18))))
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
                (i32x4.splat
                  (i32.and (i32.shr_u (local.get $word) (i32.const 16)) (i32.const 3))))))))
      (local.set $jobs (i32.add (local.get $jobs) (i32.const 16)))
      (br_if $job (i32.ne (local.get $jobs) (local.get $end))))
    (local.get $near))

  ;; Puts the holders of each request in order. A key is rank (3 bits), the hash that capacity
  ;; weighs (22 bits at most, in units that the first capacity sets) and place (6 bits). The place
  ;; of a holder is how many keys are smaller. $told says whether keys were fine enough to tell.
  ;; Requests start at multiples of eight, and all work is done in eights, as a loop that ends at
  ;; once is guessed right; behind the last holder stands the largest key. Three passes, as a read
  ;; of a vector waits for the words of it that were just written.
  (func (export "order")
    (param $hashes i32) (param $inverses i32) (param $logs i32) (param $starts i32)
    (param $sizes i32) (param $products i32) (param $count i32) (param $rows i32) (param $tags i32)
    (param $keys i32) (param $sorted i32) (param $holders i32) (param $of i32) (param $told i32)
    (local $from i32) (local $size i32) (local $row i32) (local $product i32) (local $request i32)
    (local $hash i32) (local $zeros i32) (local $weighed i32) (local $near i32) (local $at i32)
    (local $place i32) (local $end i32) (local $other i32)
    (local $low f64) (local $scale f64) (local $key v128) (local $lane v128)
    (local.set $count (i32.shl (local.get $count) (i32.const 2)))
    (if (i32.eqz (local.get $count)) (then (return)))

    ;; keys
    (loop $each
      (local.set $size (i32.load (i32.add (local.get $sizes) (local.get $request))))
      (if (local.get $size) (then
        (local.set $from
          (i32.shl
            (i32.load (i32.add (local.get $starts) (local.get $request)))
            (i32.const 2)))
        (local.set $product (i32.load (i32.add (local.get $products) (local.get $request))))
        ;; 2^-32: of the 2^47 units of a logarithm 2^15 are left
        (local.set $scale
          (f64.div
            (f64.const 2.3283064365386963e-10)
            (f64.load
              (i32.add
                (local.get $inverses)
                (i32.shl
                  (i32.load (i32.add (local.get $rows) (local.get $from)))
                  (i32.const 3))))))
        (local.set $place (i32.const 0))
        (local.set $at (local.get $from))
        (local.set $end
          (i32.add
            (local.get $from)
            (i32.shl
              (i32.and (i32.add (local.get $size) (i32.const 7)) (i32.const -8))
              (i32.const 2))))
        (loop $one
          (local.set $row (i32.load (i32.add (local.get $rows) (local.get $at))))
          ;; `pair` of (file, session) and appliance
          (local.set $hash
            (i32.add
              (local.get $product)
              (i32.load (i32.add (local.get $hashes) (i32.shl (local.get $row) (i32.const 2))))))
          (local.set $hash
            (i32.mul
              (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 16)))
              (i32.const 0x85ebca6b)))
          (local.set $hash
            (i32.mul
              (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 13)))
              (i32.const 0xc2b2ae35)))
          (local.set $hash
            (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 16))))
          (local.set $hash (i32.or (local.get $hash) (i32.eqz (local.get $hash))))
          ;; `negativeLog`, times the inverse capacity, times the scale
          (local.set $zeros (i32.clz (local.get $hash)))
          (local.set $hash (i32.shl (local.get $hash) (local.get $zeros)))
          (local.set $other
            (i32.add
              (local.get $logs)
              (i32.and (i32.shr_u (local.get $hash) (i32.const 18)) (i32.const 0x1ff8))))
          (local.set $low (f64.load (local.get $other)))
          (local.set $weighed
            (i32.trunc_sat_f64_s
              (f64.mul
                (f64.mul
                  (f64.sub
                    (f64.mul
                      (f64.convert_i32_s (i32.add (local.get $zeros) (i32.const 1)))
                      (f64.const 140737488355328))
                    (f64.add
                      (f64.mul (local.get $low) (f64.const 2097152))
                      (f64.mul
                        (f64.sub (f64.load offset=8 (local.get $other)) (local.get $low))
                        (f64.convert_i32_s
                          (i32.and (local.get $hash) (i32.const 0x1fffff))))))
                  (f64.load
                    (i32.add (local.get $inverses) (i32.shl (local.get $row) (i32.const 3)))))
                (local.get $scale))))
          ;; at most 2^22 - 1: many are too near then
          (local.set $weighed
            (select
              (local.get $weighed)
              (i32.const 0x3fffff)
              (i32.lt_u (local.get $weighed) (i32.const 0x3fffff))))
          (i32.store
            (i32.add (local.get $keys) (local.get $at))
            (i32.or
              (i32.or
                (i32.shl
                  (i32.shr_u (i32.load (i32.add (local.get $tags) (local.get $at))) (i32.const 5))
                  (i32.const 28))
                (i32.shl (local.get $weighed) (i32.const 6)))
              (local.get $place)))
          (local.set $place (i32.add (local.get $place) (i32.const 1)))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br_if $one (i32.lt_s (local.get $at) (local.get $end))))
        (local.set $at
          (i32.add
            (i32.add (local.get $keys) (local.get $from))
            (i32.shl (local.get $size) (i32.const 2))))
        (local.set $key (v128.const i32x4 0x7fffffff 0x7fffffff 0x7fffffff 0x7fffffff))
        (v128.store align=4 (local.get $at) (local.get $key))
        (v128.store offset=16 align=4 (local.get $at) (local.get $key))))
      (local.set $request (i32.add (local.get $request) (i32.const 4)))
      (br_if $each (i32.lt_s (local.get $request) (local.get $count))))

    ;; places
    (local.set $request (i32.const 0))
    (loop $each
      (local.set $size (i32.load (i32.add (local.get $sizes) (local.get $request))))
      (if (local.get $size) (then
        (local.set $from
          (i32.shl
            (i32.load (i32.add (local.get $starts) (local.get $request)))
            (i32.const 2)))
        (local.set $at (local.get $from))
        (local.set $end
          (i32.add
            (local.get $from)
            (i32.shl
              (i32.and (i32.add (local.get $size) (i32.const 7)) (i32.const -8))
              (i32.const 2))))
        (loop $one
          (local.set $key (v128.load32_splat (i32.add (local.get $keys) (local.get $at))))
          (local.set $place (i32.const 0))
          (local.set $other (local.get $from))
          (loop $eight
            (local.set $place
              (i32.add
                (local.get $place)
                (i32.popcnt
                  (i32.or
                    (i32x4.bitmask
                      (i32x4.lt_s
                        (v128.load (i32.add (local.get $keys) (local.get $other)))
                        (local.get $key)))
                    (i32.shl
                      (i32x4.bitmask
                        (i32x4.lt_s
                          (v128.load offset=16 (i32.add (local.get $keys) (local.get $other)))
                          (local.get $key)))
                      (i32.const 4))))))
            (local.set $other (i32.add (local.get $other) (i32.const 32)))
            (br_if $eight (i32.lt_s (local.get $other) (local.get $end))))
          (local.set $place
            (i32.add (local.get $from) (i32.shl (local.get $place) (i32.const 2))))
          (i32.store
            (i32.add (local.get $sorted) (local.get $place))
            (i32x4.extract_lane 0 (local.get $key)))
          (i32.store
            (i32.add (local.get $holders) (local.get $place))
            (i32.load (i32.add (local.get $rows) (local.get $at))))
          (i32.store
            (i32.add (local.get $of) (local.get $place))
            (i32.and (i32.load (i32.add (local.get $tags) (local.get $at))) (i32.const 31)))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br_if $one (i32.lt_s (local.get $at) (local.get $end))))))
      (local.set $request (i32.add (local.get $request) (i32.const 4)))
      (br_if $each (i32.lt_s (local.get $request) (local.get $count))))

    ;; neighbours that only their places tell apart?
    (local.set $request (i32.const 0))
    (loop $each
      (local.set $size (i32.load (i32.add (local.get $sizes) (local.get $request))))
      (local.set $at
        (i32.add
          (local.get $sorted)
          (i32.shl
            (i32.load (i32.add (local.get $starts) (local.get $request)))
            (i32.const 2))))
      (local.set $near (i32.const 0))
      (local.set $lane (v128.const i32x4 1 2 3 4))
      (local.set $place (i32.const 0))
      (loop $four
        (local.set $near
          (i32.or
            (local.get $near)
            (v128.any_true
              (v128.and
                (i32x4.lt_s (local.get $lane) (i32x4.splat (local.get $size)))
                (i32x4.lt_s
                  (i32x4.sub
                    (v128.load offset=4 align=4 (local.get $at))
                    (v128.load (local.get $at)))
                  (v128.const i32x4 64 64 64 64))))))
        (local.set $lane (i32x4.add (local.get $lane) (v128.const i32x4 4 4 4 4)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (local.set $place (i32.add (local.get $place) (i32.const 4)))
        (br_if $four (i32.lt_s (local.get $place) (local.get $size))))
      (i32.store
        (i32.add (local.get $told) (local.get $request))
        (i32.eqz (local.get $near)))
      (local.set $request (i32.add (local.get $request) (i32.const 4)))
      (br_if $each (i32.lt_s (local.get $request) (local.get $count))))))
