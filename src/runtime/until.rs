//! Waiting for something that comes soon, or not: awake at first, since a device answers within microseconds, then with pauses that
//! are short beside what was waited.

use std::time::{Duration, Instant};

/// How long a thread looks without a pause.
const AWAKE: Duration = Duration::from_micros(30);
/// Looks between two at the clock.
const LOOKS: u32 = 16;
/// The shortest and the longest sleep; it is a part of what was waited.
const SLEEP: [Duration; 2] = [Duration::from_micros(20), Duration::from_millis(1)];
const PART: u32 = 8;

/// Looks until something has come or a time is over; `attend` is called now and then meanwhile, and may fail.
/// `None` for the limit: for ever.
pub(crate) fn until<T, E>(
    limit: Option<Duration>,
    mut look: impl FnMut() -> Option<T>,
    mut attend: impl FnMut() -> Result<(), E>,
) -> Result<Option<T>, E> {
    if let Some(found) = look() {
        return Ok(Some(found));
    }
    if limit == Some(Duration::ZERO) {
        return attend().map(|()| None);
    }
    let start = Instant::now();
    loop {
        for _ in 0..LOOKS {
            if let Some(found) = look() {
                return Ok(Some(found));
            }
            std::hint::spin_loop();
        }
        let waited = start.elapsed();
        if limit.is_some_and(|limit| waited >= limit) {
            return attend().map(|()| look());
        }
        if waited < AWAKE {
            continue;
        }
        attend()?;
        let left = limit.map_or(SLEEP[1], |limit| limit - waited);
        if waited < 2 * AWAKE {
            std::thread::yield_now();
        } else {
            std::thread::sleep((waited / PART).clamp(SLEEP[0], SLEEP[1]).min(left));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_is_found_and_what_does_not_is_given_up_in_time() {
        assert_eq!(until::<_, ()>(Some(Duration::ZERO), || Some(1), || Err(())), Ok(Some(1)));
        let mut looks = 0;
        let mut third = || {
            looks += 1;
            (looks >= 300).then_some(looks)
        };
        assert_eq!(until::<_, ()>(None, &mut third, || Ok(())), Ok(Some(300)));
        let start = Instant::now();
        assert_eq!(until::<u8, ()>(Some(Duration::from_millis(3)), || None, || Ok(())), Ok(None));
        assert!(start.elapsed() >= Duration::from_millis(3));
        assert_eq!(until::<u8, u8>(None, || None, || Err(7)), Err(7));
    }
}
