;; Which appliances hold a file, and in which order does a session get them? For a whole batch.
;;
;; The same in plain loops stands in plain-kernel.ts; kernel.ts says what the columns hold.
(module
  (import "core" "memory" (memory 1))

  ;; Which holders are to be found for each request? Goes through its candidates until whole ranks
  ;; have enough copies. A job is written for every candidate, and stays if that has the file. Two
  ;; passes: in the first nothing branches on what it reads, so that reads wait together; it leaves
  ;; in $candidateCount how many candidates there are, in $holding where copies of the file begin
  ;; and in $sizes the file's product.
  (func (export "plan")
    (param $count i32) (param $want i32) (param $copiesMax i32) (param $vantages i32)
    (param $files i32) (param $copies i32) (param $candidates i32) (param $vantage i32)
    (param $file i32) (param $session i32) (param $candidateStart i32) (param $candidateCount i32)
    (param $holding i32) (param $products i32) (param $starts i32) (param $sizes i32)
    (param $jobs i32) (result i32)
    (local $request i32) (local $at i32) (local $end i32) (local $row i32) (local $held i32)
    (local $hash i32) (local $product i32) (local $found i32) (local $rank i32) (local $new i32)
    (local $box i32) (local $copied i32) (local $size i32) (local $some i32) (local $mask i32)
    (local $candidate i32) (local $isOpen i32) (local $isHeld i32) (local $isPlanned i32)
    (local $holder i32) (local $job i32) (local $first i32)
    (local.set $count (i32.shl (local.get $count) (i32.const 2)))
    (if (i32.eqz (local.get $count)) (then (return (i32.const 0))))

    (loop $each
      (local.set $row
        (i32.add
          (local.get $vantages)
          (i32.shl
            (i32.load (i32.add (local.get $vantage) (local.get $request)))
            (i32.const 3))))
      (local.set $at (i32.load (local.get $row)))
      (local.set $end (i32.load offset=4 (local.get $row)))
      (i32.store
        (i32.add (local.get $candidateStart) (local.get $request))
        (i32.shl (local.get $at) (i32.const 2)))
      (local.set $row (i32.load (i32.add (local.get $file) (local.get $request))))
      ;; all bits where the file is known
      (local.set $mask
        (i32.xor (i32.shr_s (local.get $row) (i32.const 31)) (i32.const -1)))
      (i32.store
        (i32.add (local.get $candidateCount) (local.get $request))
        (i32.and (i32.sub (local.get $end) (local.get $at)) (local.get $mask)))
      (local.set $row
        (i32.add
          (local.get $files)
          (i32.shl (i32.and (local.get $row) (local.get $mask)) (i32.const 3))))
      (i32.store
        (i32.add (local.get $holding) (local.get $request))
        (i32.load offset=4 (local.get $row)))
      (local.set $product
        (i32.mul
          (i32.and (i32.load (local.get $row)) (local.get $mask))
          (i32.const 0x9e3779b1)))
      (i32.store (i32.add (local.get $sizes) (local.get $request)) (local.get $product))
      ;; `pair` of file and session
      (local.set $hash
        (i32.add
          (local.get $product)
          (i32.load (i32.add (local.get $session) (local.get $request)))))
      (local.set $hash
        (i32.mul
          (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 16)))
          (i32.const 0x85ebca6b)))
      (local.set $hash
        (i32.mul
          (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 13)))
          (i32.const 0xc2b2ae35)))
      (i32.store
        (i32.add (local.get $products) (local.get $request))
        (i32.mul
          (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 16)))
          (i32.const 0x9e3779b1)))
      (local.set $request (i32.add (local.get $request) (i32.const 4)))
      (br_if $each (i32.lt_s (local.get $request) (local.get $count))))

    ;; the first lines of candidates
    (local.set $request (i32.const 0))
    (loop $each
      (local.set $at
        (i32.add
          (local.get $candidates)
          (i32.shl
            (i32.load (i32.add (local.get $candidateStart) (local.get $request)))
            (i32.const 2))))
      (local.set $hash
        (i32.xor
          (local.get $hash)
          (i32.xor (i32.load (local.get $at)) (i32.load offset=48 (local.get $at)))))
      (local.set $request (i32.add (local.get $request) (i32.const 4)))
      (br_if $each (i32.lt_s (local.get $request) (local.get $count))))
    (i32.store (local.get $jobs) (local.get $hash))

    (local.set $request (i32.const 0))
    (local.set $job (local.get $jobs))
    (loop $each
      (local.set $at
        (i32.add
          (local.get $candidates)
          (i32.shl
            (i32.load (i32.add (local.get $candidateStart) (local.get $request)))
            (i32.const 2))))
      (local.set $end
        (i32.add
          (local.get $at)
          (i32.shl
            (i32.load (i32.add (local.get $candidateCount) (local.get $request)))
            (i32.const 4))))
      (local.set $held
        (i32.add
          (local.get $copies)
          (i32.load (i32.add (local.get $holding) (local.get $request)))))
      (local.set $product (i32.load (i32.add (local.get $sizes) (local.get $request))))
      (local.set $found (i32.const 0))
      (local.set $rank (i32.const -1))
      (local.set $mask (i32.const 0))
      (local.set $candidate (i32.const 0))
      (local.set $isOpen (i32.const 0))
      (local.set $first (local.get $job))
      (block $done
        (loop $next
          (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
          (local.set $new (i32.shr_u (i32.load offset=8 (local.get $at)) (i32.const 29)))
          (br_if $done
            (i32.and
              (i32.ne (local.get $new) (local.get $rank))
              (i32.ge_s (local.get $found) (local.get $want))))
          (local.set $rank (local.get $new))
          (local.set $box (i32.load offset=4 (local.get $at)))
          (local.set $copied
            (i32.load8_u
              (i32.add (local.get $held) (i32.shr_u (local.get $box) (i32.const 16)))))
          (local.set $isHeld (i32.ne (local.get $copied) (i32.const 0)))
          (local.set $size (i32.and (local.get $box) (i32.const 0xffff)))
          (local.set $some
            (select
              (local.get $copied)
              (local.get $size)
              (i32.lt_u (local.get $copied) (local.get $size))))
          ;; no mark left, no rank left; too many copies or none, no holder left
          (local.set $isOpen
            (i32.or
              (i32.or
                (i32.gt_s (local.get $candidate) (i32.const 30))
                (i32.gt_s (local.get $rank) (i32.const 6)))
              (i32.and
                (local.get $isHeld)
                (i32.or
                  (i32.ge_u
                    (i32.sub (local.get $some) (i32.const 1))
                    (local.get $copiesMax))
                  (i32.gt_s
                    (i32.add (local.get $found) (local.get $some))
                    (i32.const 24))))))
          (br_if $done (local.get $isOpen))
          (local.set $mask
            (i32.or (local.get $mask) (i32.shl (local.get $isHeld) (local.get $candidate))))
          (i32.store (local.get $job) (i32.load (local.get $at)))
          (i32.store offset=4
            (local.get $job)
            (i32.or
              (i32.or (local.get $size) (i32.shl (local.get $some) (i32.const 16)))
              (i32.or
                (i32.shl (local.get $candidate) (i32.const 18))
                (i32.shl (local.get $rank) (i32.const 23)))))
          (i32.store offset=8 (local.get $job) (local.get $product))
          (i32.store offset=12
            (local.get $job)
            (i32.add (local.get $holder) (local.get $found)))
          (local.set $job
            (i32.add (local.get $job) (i32.shl (local.get $isHeld) (i32.const 4))))
          (local.set $found (i32.add (local.get $found) (local.get $some)))
          (local.set $candidate (i32.add (local.get $candidate) (i32.const 1)))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br $next)))
      (local.set $isPlanned
        (i32.and (i32.eqz (local.get $isOpen)) (i32.ne (local.get $found) (i32.const 0))))
      (local.set $found (select (local.get $found) (i32.const 0) (local.get $isPlanned)))
      (local.set $job (select (local.get $job) (local.get $first) (local.get $isPlanned)))
      (i32.store
        (i32.add (local.get $candidateCount) (local.get $request))
        (select (local.get $candidate) (i32.const 0) (local.get $isPlanned)))
      (i32.store (i32.add (local.get $holding) (local.get $request)) (local.get $mask))
      (i32.store (i32.add (local.get $starts) (local.get $request)) (local.get $holder))
      (i32.store (i32.add (local.get $sizes) (local.get $request)) (local.get $found))
      (local.set $holder
        (i32.add
          (local.get $holder)
          (i32.and (i32.add (local.get $found) (i32.const 7)) (i32.const -8))))
      (local.set $request (i32.add (local.get $request) (i32.const 4)))
      (br_if $each (i32.lt_s (local.get $request) (local.get $count))))
    (i32.shr_u (i32.sub (local.get $job) (local.get $jobs)) (i32.const 4)))

  ;; The one, two or three appliances of each cluster with the largest hashes of a file. As in
  ;; best-hashes.ts of room overlay a key is the upper bits of a hash with the place of its
  ;; appliance in the lower ones. Each of four lanes keeps its four largest keys; then the lanes
  ;; are merged. Four rows and tags are written a job, of which `copies` count: a later job may
  ;; write over the others. Returns in how many jobs two that count agree in all upper bits.
  (func (export "best") (param $count i32) (param $hashes i32) (param $jobs i32) (param $rows i32)
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

  ;; Puts the holders of each request in order. A key is rank (3 bits from bit 28 on), the hash that
  ;; capacity weighs (20 bits) and place (6 bits). The place of a holder is how many keys are
  ;; smaller. A weight is -log2 of the hash times the inverse capacity, in 2^-15 of that of the
  ;; first holder, in float32: at most half a unit beside that of spread.ts while no capacity is
  ;; less than an eighth of the first one and the weight is below 2^20. So keys two units apart are
  ;; told; $told says whether all are. Requests start at multiples of eight, and all work is done
  ;; in fours. Two passes, as a read of a vector waits for the words of it that were just written.
  (func (export "order")
    (param $count i32) (param $boxes i32) (param $candidates i32) (param $candidateStart i32)
    (param $starts i32) (param $sizes i32) (param $products i32) (param $rows i32)
    (param $tags i32) (param $keys i32) (param $holders i32)
    (param $told i32)
    (local $from i32) (local $size i32) (local $request i32) (local $at i32) (local $place i32)
    (local $end i32) (local $other i32) (local $tag i32) (local $candidate i32)
    (local $product v128) (local $scale v128) (local $lane v128) (local $near v128)
    (local $low v128) (local $high v128) (local $key v128) (local $part v128) (local $poly v128)
    (local $above v128) (local $upTo v128)
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
        (local.set $product
          (v128.load32_splat (i32.add (local.get $products) (local.get $request))))
        (local.set $scale
          (f32x4.div
            (v128.const f32x4 32768 32768 32768 32768)
            (v128.load32_splat offset=4
              (i32.add
                (local.get $boxes)
                (i32.shl
                  (i32.load (i32.add (local.get $rows) (local.get $from)))
                  (i32.const 3))))))
        (local.set $near (v128.const i32x4 0 0 0 0))
        (local.set $lane (v128.const i32x4 0 1 2 3))
        (local.set $at (local.get $from))
        (local.set $end
          (i32.add (local.get $from) (i32.shl (local.get $size) (i32.const 2))))
        (loop $four
          (local.set $other (i32.add (local.get $rows) (local.get $at)))
          ;; hash and inverse capacity of four appliances
          (local.set $low
            (v128.load64_lane 1
              (i32.add
                (local.get $boxes)
                (i32.shl (i32.load offset=4 (local.get $other)) (i32.const 3)))
              (v128.load64_zero
                (i32.add
                  (local.get $boxes)
                  (i32.shl (i32.load (local.get $other)) (i32.const 3))))))
          (local.set $high
            (v128.load64_lane 1
              (i32.add
                (local.get $boxes)
                (i32.shl (i32.load offset=12 (local.get $other)) (i32.const 3)))
              (v128.load64_zero
                (i32.add
                  (local.get $boxes)
                  (i32.shl (i32.load offset=8 (local.get $other)) (i32.const 3))))))
          ;; `pair` of (file, session) and appliance
          (local.set $key
            (i32x4.add
              (local.get $product)
              (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
                (local.get $low)
                (local.get $high))))
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
          (local.set $key
            (f32x4.convert_i32x4_u (i32x4.max_u (local.get $key) (v128.const i32x4 1 1 1 1))))
          ;; log2(1 + part) of the mantissa: the best polynomial of degree 7, off by 4.4e-7 at most
          (local.set $part
            (f32x4.sub
              (v128.or
                (v128.and
                  (local.get $key)
                  (v128.const i32x4 0x007fffff 0x007fffff 0x007fffff 0x007fffff))
                (v128.const f32x4 1 1 1 1))
              (v128.const f32x4 1 1 1 1)))
          (local.set $poly (v128.const f32x4 0.015529917553067207 0.015529917553067207 0.015529917553067207 0.015529917553067207))
          (local.set $poly
            (f32x4.add
              (f32x4.mul (local.get $poly) (local.get $part))
              (v128.const f32x4 -0.07955773174762726 -0.07955773174762726 -0.07955773174762726 -0.07955773174762726)))
          (local.set $poly
            (f32x4.add
              (f32x4.mul (local.get $poly) (local.get $part))
              (v128.const f32x4 0.19429431855678558 0.19429431855678558 0.19429431855678558 0.19429431855678558)))
          (local.set $poly
            (f32x4.add
              (f32x4.mul (local.get $poly) (local.get $part))
              (v128.const f32x4 -0.32590198516845703 -0.32590198516845703 -0.32590198516845703 -0.32590198516845703)))
          (local.set $poly
            (f32x4.add
              (f32x4.mul (local.get $poly) (local.get $part))
              (v128.const f32x4 0.4735534191131592 0.4735534191131592 0.4735534191131592 0.4735534191131592)))
          (local.set $poly
            (f32x4.add
              (f32x4.mul (local.get $poly) (local.get $part))
              (v128.const f32x4 -0.7205854654312134 -0.7205854654312134 -0.7205854654312134 -0.7205854654312134)))
          (local.set $poly
            (f32x4.add
              (f32x4.mul (local.get $poly) (local.get $part))
              (v128.const f32x4 1.442667841911316 1.442667841911316 1.442667841911316 1.442667841911316)))
          (local.set $key
            (f32x4.sub
              (f32x4.convert_i32x4_s
                (i32x4.sub
                  (v128.const i32x4 159 159 159 159)
                  (i32x4.shr_u (local.get $key) (i32.const 23))))
              (f32x4.mul (local.get $poly) (local.get $part))))
          ;; the inverse capacity, in units
          (local.set $part
            (f32x4.mul
              (local.get $scale)
              (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                (local.get $low)
                (local.get $high))))
          (local.set $near
            (v128.or
              (local.get $near)
              (v128.and
                (f32x4.gt (local.get $part) (v128.const f32x4 262144 262144 262144 262144))
                (i32x4.lt_s (local.get $lane) (i32x4.splat (local.get $size))))))
          (local.set $key
            (i32x4.min_u
              (i32x4.trunc_sat_f32x4_s (f32x4.mul (local.get $key) (local.get $part)))
              (v128.const i32x4 0xfffff 0xfffff 0xfffff 0xfffff)))
          ;; behind the last holder the largest key
          (v128.store align=4
            (i32.add (local.get $keys) (local.get $at))
            (v128.or
              (i32x4.shr_u
                (i32x4.le_s (i32x4.splat (local.get $size)) (local.get $lane))
                (i32.const 1))
              (v128.or
                (i32x4.shl
                  (i32x4.shr_u
                    (v128.load align=4 (i32.add (local.get $tags) (local.get $at)))
                    (i32.const 5))
                  (i32.const 28))
                (v128.or (i32x4.shl (local.get $key) (i32.const 6)) (local.get $lane)))))
          (local.set $lane (i32x4.add (local.get $lane) (v128.const i32x4 4 4 4 4)))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $four (i32.lt_s (local.get $at) (local.get $end))))
        (i32.store
          (i32.add (local.get $told) (local.get $request))
          (i32.eqz (v128.any_true (local.get $near))))))
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
        (local.set $candidate
          (i32.add
            (local.get $candidates)
            (i32.shl
              (i32.load (i32.add (local.get $candidateStart) (local.get $request)))
              (i32.const 2))))
        (local.set $near (v128.const i32x4 0 0 0 0))
        (local.set $lane (v128.const i32x4 0 1 2 3))
        (local.set $at (local.get $from))
        (local.set $end
          (i32.add (local.get $from) (i32.shl (local.get $size) (i32.const 2))))
        (loop $four
          (local.set $key (v128.load align=4 (i32.add (local.get $keys) (local.get $at))))
          (local.set $above
            (i32x4.add (local.get $key) (v128.const i32x4 128 128 128 128)))
          (local.set $part (v128.const i32x4 0 0 0 0))
          (local.set $upTo (v128.const i32x4 0 0 0 0))
          (local.set $other (local.get $from))
          ;; less one for each key that is smaller, and for each that is smaller or near
          (loop $others
            (local.set $place (i32.add (local.get $keys) (local.get $other)))
            (local.set $low (v128.load32_splat (local.get $place)))
            (local.set $part
              (i32x4.add (local.get $part) (i32x4.lt_s (local.get $low) (local.get $key))))
            (local.set $upTo
              (i32x4.add (local.get $upTo) (i32x4.lt_s (local.get $low) (local.get $above))))
            (local.set $low (v128.load32_splat offset=4 (local.get $place)))
            (local.set $part
              (i32x4.add (local.get $part) (i32x4.lt_s (local.get $low) (local.get $key))))
            (local.set $upTo
              (i32x4.add (local.get $upTo) (i32x4.lt_s (local.get $low) (local.get $above))))
            (local.set $low (v128.load32_splat offset=8 (local.get $place)))
            (local.set $part
              (i32x4.add (local.get $part) (i32x4.lt_s (local.get $low) (local.get $key))))
            (local.set $upTo
              (i32x4.add (local.get $upTo) (i32x4.lt_s (local.get $low) (local.get $above))))
            (local.set $low (v128.load32_splat offset=12 (local.get $place)))
            (local.set $part
              (i32x4.add (local.get $part) (i32x4.lt_s (local.get $low) (local.get $key))))
            (local.set $upTo
              (i32x4.add (local.get $upTo) (i32x4.lt_s (local.get $low) (local.get $above))))
            (local.set $other (i32.add (local.get $other) (i32.const 16)))
            (br_if $others (i32.lt_s (local.get $other) (local.get $end))))
          ;; those are more than the key itself?
          (local.set $near
            (v128.or
              (local.get $near)
              (v128.and
                (i32x4.lt_s (local.get $lane) (i32x4.splat (local.get $size)))
                (i32x4.ne
                  (i32x4.sub (local.get $part) (local.get $upTo))
                  (v128.const i32x4 1 1 1 1)))))
          (local.set $lane (i32x4.add (local.get $lane) (v128.const i32x4 4 4 4 4)))
          (local.set $part
            (i32x4.sub
              (i32x4.splat (local.get $from))
              (i32x4.shl (local.get $part) (i32.const 2))))
          (local.set $place
            (i32.add
              (local.get $holders)
              (i32.shl (i32x4.extract_lane 0 (local.get $part)) (i32.const 2))))
          (local.set $tag (i32.load (i32.add (local.get $tags) (local.get $at))))
          (i32.store
            (local.get $place)
            (i32.load (i32.add (local.get $rows) (local.get $at))))
          (i32.store offset=4
            (local.get $place)
            (i32.load offset=12
              (i32.add
                (local.get $candidate)
                (i32.shl (i32.and (local.get $tag) (i32.const 31)) (i32.const 4)))))
          (i32.store offset=8 (local.get $place) (i32.shr_u (local.get $tag) (i32.const 5)))
          (i32.store offset=12 (local.get $place) (i32.and (local.get $tag) (i32.const 31)))
          (local.set $place
            (i32.add
              (local.get $holders)
              (i32.shl (i32x4.extract_lane 1 (local.get $part)) (i32.const 2))))
          (local.set $tag (i32.load offset=4 (i32.add (local.get $tags) (local.get $at))))
          (i32.store
            (local.get $place)
            (i32.load offset=4 (i32.add (local.get $rows) (local.get $at))))
          (i32.store offset=4
            (local.get $place)
            (i32.load offset=12
              (i32.add
                (local.get $candidate)
                (i32.shl (i32.and (local.get $tag) (i32.const 31)) (i32.const 4)))))
          (i32.store offset=8 (local.get $place) (i32.shr_u (local.get $tag) (i32.const 5)))
          (i32.store offset=12 (local.get $place) (i32.and (local.get $tag) (i32.const 31)))
          (local.set $place
            (i32.add
              (local.get $holders)
              (i32.shl (i32x4.extract_lane 2 (local.get $part)) (i32.const 2))))
          (local.set $tag (i32.load offset=8 (i32.add (local.get $tags) (local.get $at))))
          (i32.store
            (local.get $place)
            (i32.load offset=8 (i32.add (local.get $rows) (local.get $at))))
          (i32.store offset=4
            (local.get $place)
            (i32.load offset=12
              (i32.add
                (local.get $candidate)
                (i32.shl (i32.and (local.get $tag) (i32.const 31)) (i32.const 4)))))
          (i32.store offset=8 (local.get $place) (i32.shr_u (local.get $tag) (i32.const 5)))
          (i32.store offset=12 (local.get $place) (i32.and (local.get $tag) (i32.const 31)))
          (local.set $place
            (i32.add
              (local.get $holders)
              (i32.shl (i32x4.extract_lane 3 (local.get $part)) (i32.const 2))))
          (local.set $tag (i32.load offset=12 (i32.add (local.get $tags) (local.get $at))))
          (i32.store
            (local.get $place)
            (i32.load offset=12 (i32.add (local.get $rows) (local.get $at))))
          (i32.store offset=4
            (local.get $place)
            (i32.load offset=12
              (i32.add
                (local.get $candidate)
                (i32.shl (i32.and (local.get $tag) (i32.const 31)) (i32.const 4)))))
          (i32.store offset=8 (local.get $place) (i32.shr_u (local.get $tag) (i32.const 5)))
          (i32.store offset=12 (local.get $place) (i32.and (local.get $tag) (i32.const 31)))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $four (i32.lt_s (local.get $at) (local.get $end))))
        (local.set $place (i32.add (local.get $told) (local.get $request)))
        (i32.store
          (local.get $place)
          (i32.and
            (i32.load (local.get $place))
            (i32.eqz (v128.any_true (local.get $near)))))))
      (local.set $request (i32.add (local.get $request) (i32.const 4)))
      (br_if $each (i32.lt_s (local.get $request) (local.get $count))))))
