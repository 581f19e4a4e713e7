//! Sums over the last ten seconds.

/// Quantities that are summed: photons, random numbers, hits.
pub const RATES: usize = 3;

/// Nanoseconds of a slot, and slots: the current one and ten full ones.
const SLOT: u64 = 1_000_000_000;
const SLOTS: usize = 11;

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// Seconds since the begin, from 1; 0: unused.
    number: u64,
    sums: [u64; RATES],
}

/// What came in, second by second; the oldest second makes room for the next.
#[derive(Debug, Clone, Copy, Default)]
pub struct Window {
    slots: [Slot; SLOTS],
}

fn number(now: u64) -> u64 {
    now / SLOT + 1
}

impl Window {
    /// Counts amounts at a time in ns since the begin.
    pub fn add(&mut self, now: u64, amounts: [u64; RATES]) {
        let number = number(now);
        let slot = &mut self.slots[(number % SLOTS as u64) as usize];
        if slot.number < number {
            *slot = Slot { number, ..Slot::default() };
        }
        if slot.number == number {
            for (sum, more) in slot.sums.iter_mut().zip(amounts) {
                *sum += more;
            }
        } // else it comes too late to matter
    }

    /// Sums over the window that ends now.
    pub fn sums(&self, now: u64) -> [u64; RATES] {
        let last = number(now);
        let mut sums = [0; RATES];
        for slot in &self.slots {
            if slot.number > 0 && slot.number <= last && last - slot.number < SLOTS as u64 {
                for (sum, more) in sums.iter_mut().zip(slot.sums) {
                    *sum += more;
                }
            }
        }
        sums
    }

    /// Its length in seconds: from ten to eleven, or less just after the begin.
    pub fn seconds(now: u64) -> f64 {
        now.min((SLOTS as u64 - 1) * SLOT + now % SLOT) as f64 * 1e-9
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_older_than_the_window_is_forgotten() {
        let mut window = Window::default();
        let steady = |second: u64| [10, 20, second % 2];
        for second in 0..40 {
            window.add(second * SLOT + 7, steady(second));
            let now = second * SLOT + SLOT / 2;
            let full = second.min(10) + 1;
            let sums = window.sums(now);
            assert_eq!(sums[..2], [10 * full, 20 * full], "{second}");
            let seconds = Window::seconds(now);
            assert!((seconds - (full as f64 - 0.5)).abs() < 1e-9, "{second}: {seconds}");
        }
        assert_eq!(window.sums(48 * SLOT), [20, 40, 1], "two seconds are left");
        assert_eq!(window.sums(50 * SLOT), [0; RATES]);
        assert_eq!(window.sums(1000 * SLOT), [0; RATES]);
        window.add(1000 * SLOT, [1, 2, 3]);
        window.add(989 * SLOT, [100; RATES]); // of a slot that is used again
        assert_eq!(window.sums(1000 * SLOT), [1, 2, 3]);
    }

    #[test]
    fn a_gap_counts_as_time() {
        let mut window = Window::default();
        window.add(0, [100, 0, 0]);
        assert_eq!((window.sums(5 * SLOT)[0], Window::seconds(5 * SLOT)), (100, 5.0));
    }
}
