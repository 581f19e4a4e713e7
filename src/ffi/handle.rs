//! Handles: slot and generation dressed as typed opaque pointers, so that NULL, a second destroy,
//! use after destroy, another type and foreign pointers are told apart from live objects.

use crate::runtime::locks::{lock_unless_left, read, write};
use crate::runtime::process;
use crate::{Error, Result, memory};
use std::any::Any;
use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, RwLock};

/// Ties an opaque C type to the object behind it.
pub(crate) trait Handle {
    /// What the handle stands for.
    type Object: Any + Send + Sync;
    /// The C type's name, for messages.
    const NAME: &'static str;
}

/// What a handle stands for, with the name of its type.
type Entry = (&'static str, Arc<dyn Any + Send + Sync>);

#[derive(Default)]
struct Slot {
    generation: u32,
    entry: Option<Entry>,
}

/// A slot on a line of its own, so that threads that use different handles do not slow each other down.
#[derive(Default)]
#[repr(align(128))]
struct Place(RwLock<Slot>);

/// Slots of the first chunk, as a power of two.
const FIRST: u32 = 6;
/// Slots at most: their numbers, from 1, are shifted by 4 bits into 32.
const MOST: u32 = (1 << 28) - 2;

/// All slots, in chunks of which each is twice as long as the one before, and which stay where they are: a
/// handle is looked up without a lock but its own slot's.
static CHUNKS: [AtomicPtr<Place>; 23] = [const { AtomicPtr::new(std::ptr::null_mut()) }; 23];
/// The second one is for a child that was forked while a thread held the first.
static UNUSED: [Mutex<Unused>; 2] = [const { Mutex::new(Unused { free: Vec::new() }) }; 2];
/// The first slot that was never in use.
static NEXT: AtomicU32 = AtomicU32::new(0);
static LIVE: AtomicU64 = AtomicU64::new(0);

/// Slots that were given back.
struct Unused {
    free: Vec<u32>,
}

impl Unused {
    /// `None` where forks have left both held.
    fn lock() -> Option<MutexGuard<'static, Self>> {
        /// The child that has found the first one held.
        static LEFT: AtomicU32 = AtomicU32::new(0);
        let own = process::id();
        if LEFT.load(Ordering::Relaxed) != own {
            if let Some(unused) = lock_unless_left(&UNUSED[0]) {
                return Some(unused);
            }
            LEFT.store(own, Ordering::Relaxed);
        }
        lock_unless_left(&UNUSED[1])
    }

    fn take(&mut self) -> Result<u32> {
        if let Some(index) = self.free.pop() {
            return Ok(index);
        }
        loop {
            let next = NEXT.load(Ordering::Relaxed);
            if next == MOST {
                return Err(Error::OutOfMemory("2^28 handles are alive".into()));
            }
            // Room for all slots to be given back, so that no release asks for memory.
            let missing = (next as usize + 1).saturating_sub(self.free.len());
            memory::grow(&mut self.free, missing, "handles that were given back")?;
            make(next)?;
            // Another thread comes in between only where a child has both lists in use.
            if NEXT.compare_exchange(next, next + 1, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
                return Ok(next);
            }
        }
    }
}

/// The chunk of a slot, and its place there.
fn locate(index: u32) -> (usize, usize) {
    let from_first = index + (1 << FIRST);
    let chunk = from_first.ilog2() - FIRST;
    (chunk as usize, (from_first - (1 << (FIRST + chunk))) as usize)
}

/// A slot that was in use before.
fn known(index: u32) -> Option<&'static RwLock<Slot>> {
    let (chunk, place) = locate(index);
    let first = CHUNKS.get(chunk)?.load(Ordering::Acquire);
    // SAFETY: a chunk that was made stays, and `locate` gives places within it.
    (!first.is_null()).then(|| unsafe { &(*first.add(place)).0 })
}

/// Makes the chunk of a slot below [`MOST`], where it is not there yet.
fn make(index: u32) -> Result<()> {
    let (chunk, _) = locate(index);
    if CHUNKS[chunk].load(Ordering::Relaxed).is_null() {
        let slots = 0..1_usize << (FIRST as usize + chunk);
        let made = memory::collected(slots.map(|_| Place::default()), "the table of handles")?;
        let made = made.leak().as_mut_ptr();
        // The first one stays, should there be two.
        let null = std::ptr::null_mut();
        let _ = CHUNKS[chunk].compare_exchange(null, made, Ordering::AcqRel, Ordering::Acquire);
    }
    Ok(())
}

// Slot i, generation g is the address g << 32 | (i + 1) << 4: never NULL, aligned as C expects.
fn encode<H>(index: u32, generation: u32) -> *mut H {
    std::ptr::without_provenance_mut(((generation as usize) << 32) | ((index as usize + 1) << 4))
}

fn decode<H>(handle: *const H) -> Option<(u32, u32)> {
    let bits = handle.addr();
    let low = bits as u32;
    (low != 0 && low & 15 == 0).then(|| ((low >> 4) - 1, (bits >> 32) as u32))
}

/// A new handle that holds `object`.
pub(crate) fn insert<H: Handle>(object: Arc<H::Object>) -> Result<*mut H> {
    memory::ready()?;
    let mut unused = Unused::lock().ok_or_else(|| {
        Error::InvalidState(
            "this process was forked while another thread made a handle; none can be made here".into(),
        )
    })?;
    let index = unused.take()?;
    drop(unused);
    let place = known(index).ok_or_else(|| Error::Internal(format!("no slot {index} of the handles")))?;
    let mut slot = write(place);
    slot.generation += 1;
    slot.entry = Some((H::NAME, object));
    LIVE.fetch_add(1, Ordering::Relaxed);
    Ok(encode(index, slot.generation))
}

fn wrong<H: Handle>(argument: &str, what: &str) -> Error {
    Error::InvalidHandle(format!("{argument}: {what}; a live {} is needed", H::NAME))
}

fn typed<H: Handle>(argument: &str, entry: Option<&Entry>) -> Result<Arc<H::Object>> {
    let (name, object) =
        entry.ok_or_else(|| wrong::<H>(argument, "was destroyed, or never came from this library"))?;
    // Mostly one text; the compiler may have made several.
    if !std::ptr::eq(*name, H::NAME) && *name != H::NAME {
        return Err(wrong::<H>(argument, &format!("is a {name}")));
    }
    Arc::clone(object)
        .downcast()
        .map_err(|_| Error::Internal(format!("{argument}: object of another type behind a {name}")))
}

/// The object behind a handle; `argument` is its name in the C function.
pub(crate) fn get<H: Handle>(handle: *const H, argument: &str) -> Result<Arc<H::Object>> {
    if handle.is_null() {
        return Err(wrong::<H>(argument, "is NULL"));
    }
    let Some((index, generation)) = decode(handle) else { return typed::<H>(argument, None) };
    let Some(slot) = known(index) else { return typed::<H>(argument, None) };
    let slot = read(slot);
    typed::<H>(argument, slot.entry.as_ref().filter(|_| slot.generation == generation))
}

/// Ends a handle; NULL is fine. The object goes when nothing else holds it.
pub(crate) fn release<H: Handle>(handle: *mut H, argument: &str) -> Result<Option<Arc<H::Object>>> {
    if handle.is_null() {
        return Ok(None);
    }
    let object = get(handle.cast_const(), argument)?;
    let place =
        decode(handle.cast_const()).and_then(|(index, generation)| Some((index, generation, known(index)?)));
    let (index, generation, slot) =
        place.ok_or_else(|| wrong::<H>(argument, "never came from this library"))?;
    let mut slot = write(slot);
    if slot.generation != generation || slot.entry.is_none() {
        return Err(wrong::<H>(argument, "was destroyed by another thread"));
    }
    let entry = slot.entry.take();
    drop(slot);
    LIVE.fetch_sub(1, Ordering::Relaxed);
    // A slot whose generations are used up is retired, and one that a child's own list has no room for.
    if generation < u32::MAX
        && let Some(mut unused) = Unused::lock()
        && unused.free.len() < unused.free.capacity()
    {
        unused.free.push(index);
    }
    drop(entry); // outside the lock: a destructor may release other handles
    Ok(Some(object))
}

/// Number of handles alive in the process; for leak checks. Any thread.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_live_handles() -> u64 {
    LIVE.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_has_one_place() {
        let mut next = (0, 0);
        for index in 0..1000 {
            assert_eq!(locate(index), next);
            next = if next.1 + 1 == 1 << (FIRST as usize + next.0) {
                (next.0 + 1, 0)
            } else {
                (next.0, next.1 + 1)
            };
        }
        assert!(locate(MOST - 1).0 < CHUNKS.len());
        assert!(known((1 << 28) - 1).is_none(), "of the largest handle");
    }

    struct Number;

    impl Handle for Number {
        type Object = u64;
        const NAME: &'static str = "number";
    }

    #[test]
    fn many_handles_are_told_apart_and_end_once() {
        let made: Vec<_> = (0..500).map(|i| insert::<Number>(Arc::new(i)).unwrap()).collect();
        for (i, &handle) in made.iter().enumerate() {
            assert_eq!(*get(handle.cast_const(), "number").unwrap(), i as u64);
        }
        for (i, &handle) in made.iter().enumerate() {
            assert_eq!(release(handle, "number").unwrap().as_deref(), Some(&(i as u64)));
            assert!(get(handle.cast_const(), "number").is_err() && release(handle, "number").is_err());
        }
        let again = insert::<Number>(Arc::new(7)).unwrap();
        assert!(!made.contains(&again), "a slot that is used again has another handle");
        assert!(made.iter().all(|&old| get(old.cast_const(), "number").is_err()));
        assert_eq!(release(again, "number").unwrap().as_deref(), Some(&7));
    }
}
