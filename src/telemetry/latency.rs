//! How long events took, in buckets by powers of two.

/// Number of buckets.
pub const BUCKETS: usize = 32;

/// Numbers of events by the time from their submission to their end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Latencies {
    /// Bucket 0: up to 1 µs; bucket i: above 2^(i - 1) µs and up to 2^i µs; the last one: all above 2^30 µs.
    pub buckets: [u64; BUCKETS],
    /// Sum in ns.
    pub sum: u64,
}

/// The bucket of a time.
fn bucket(nanoseconds: u64) -> usize {
    let above = nanoseconds.div_ceil(1000).saturating_sub(1); // whole microseconds that it is above
    ((u64::BITS - above.leading_zeros()) as usize).min(BUCKETS - 1)
}

impl Latencies {
    /// Counts an event.
    pub fn add(&mut self, nanoseconds: u64) {
        self.buckets[bucket(nanoseconds)] += 1;
        self.sum += nanoseconds;
    }

    /// The bucket that counts a time.
    pub fn bucket(nanoseconds: u64) -> usize {
        bucket(nanoseconds)
    }

    /// Adds those of others.
    pub fn join(&mut self, other: &Self) {
        for (own, more) in self.buckets.iter_mut().zip(other.buckets) {
            *own += more;
        }
        self.sum += other.sum;
    }

    /// Upper end of a bucket in seconds; infinite for the last one.
    pub fn upper_end(bucket: usize) -> f64 {
        if bucket + 1 < BUCKETS { (1u64 << bucket) as f64 * 1e-6 } else { f64::INFINITY }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_ends_belong_to_the_lower_bucket() {
        for i in 0..BUCKETS - 1 {
            let end = (Latencies::upper_end(i) * 1e9).round() as u64;
            assert_eq!(end, 1000 << i);
            assert_eq!((bucket(end), bucket(end + 1)), (i, i + 1), "{end}");
        }
        assert_eq!((bucket(0), bucket(1), bucket(u64::MAX)), (0, 0, BUCKETS - 1));
    }

    #[test]
    fn sums_do_not_depend_on_the_order() {
        let (mut all, mut parts) = (Latencies::default(), [Latencies::default(); 3]);
        for i in 0..3000u64 {
            let time = i * i * 37 + 5;
            all.add(time);
            parts[i as usize % 3].add(time);
        }
        let mut joined = parts[2];
        joined.join(&parts[0]);
        joined.join(&parts[1]);
        assert_eq!(joined, all);
        assert_eq!(all.buckets.iter().sum::<u64>(), 3000);
    }
}
