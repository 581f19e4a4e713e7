//! Handles: slot and generation dressed as typed opaque pointers, so that NULL, a second destroy,
//! use after destroy, another type and foreign pointers are told apart from live objects.

use crate::{Error, Result};
use std::any::Any;
use std::sync::{Arc, RwLock};

/// Ties an opaque C type to the object behind it.
pub(crate) trait Handle {
    /// What the handle stands for.
    type Object: Any + Send + Sync;
    /// The C type's name, for messages.
    const NAME: &'static str;
}

struct Slot {
    generation: u32,
    entry: Option<(&'static str, Arc<dyn Any + Send + Sync>)>,
}

struct Slots {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

static SLOTS: RwLock<Slots> = RwLock::new(Slots { slots: Vec::new(), free: Vec::new() });

// Slot i, generation g is the address g << 32 | (i + 1) << 4: never NULL, aligned as C expects.
fn encode<H>(index: u32, generation: u32) -> *mut H {
    std::ptr::without_provenance_mut(((generation as usize) << 32) | ((index as usize + 1) << 4))
}

fn decode<H>(handle: *const H) -> Option<(usize, u32)> {
    let bits = handle.addr();
    let low = bits & 0xffff_ffff;
    (low != 0 && low & 15 == 0).then(|| ((low >> 4) - 1, (bits >> 32) as u32))
}

/// A new handle that holds `object`.
pub(crate) fn insert<H: Handle>(object: Arc<H::Object>) -> Result<*mut H> {
    let mut table = SLOTS.write().unwrap_or_else(|e| e.into_inner());
    let index = match table.free.pop() {
        Some(index) => index,
        None if table.slots.len() < (1 << 28) - 2 => {
            table.slots.push(Slot { generation: 0, entry: None });
            (table.slots.len() - 1) as u32
        }
        None => return Err(Error::OutOfMemory("2^28 handles are alive".into())),
    };
    let slot = &mut table.slots[index as usize];
    slot.generation += 1;
    slot.entry = Some((H::NAME, object));
    Ok(encode(index, slot.generation))
}

fn wrong<H: Handle>(argument: &str, what: &str) -> Error {
    Error::InvalidHandle(format!("{argument}: {what}; a live {} is needed", H::NAME))
}

fn typed<H: Handle>(
    argument: &str,
    entry: Option<&(&'static str, Arc<dyn Any + Send + Sync>)>,
) -> Result<Arc<H::Object>> {
    let (name, object) =
        entry.ok_or_else(|| wrong::<H>(argument, "was destroyed, or never came from this library"))?;
    if *name != H::NAME {
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
    let table = SLOTS.read().unwrap_or_else(|e| e.into_inner());
    let slot = decode(handle)
        .and_then(|(index, generation)| table.slots.get(index).filter(|slot| slot.generation == generation));
    typed::<H>(argument, slot.and_then(|slot| slot.entry.as_ref()))
}

/// Ends a handle; NULL is fine. The object goes when nothing else holds it.
pub(crate) fn release<H: Handle>(handle: *mut H, argument: &str) -> Result<Option<Arc<H::Object>>> {
    if handle.is_null() {
        return Ok(None);
    }
    let object = get(handle.cast_const(), argument)?;
    let mut table = SLOTS.write().unwrap_or_else(|e| e.into_inner());
    let (index, generation) =
        decode(handle.cast_const()).ok_or_else(|| wrong::<H>(argument, "never came from this library"))?;
    let slot = table.slots.get_mut(index).filter(|s| s.generation == generation && s.entry.is_some());
    let slot = slot.ok_or_else(|| wrong::<H>(argument, "was destroyed by another thread"))?;
    let entry = slot.entry.take();
    if slot.generation < u32::MAX {
        table.free.push(index as u32); // a slot whose generations are used up is retired
    }
    drop(table);
    drop(entry); // outside the lock: a destructor may release other handles
    Ok(Some(object))
}

/// Number of handles alive in the process; for leak checks. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_live_handles() -> u64 {
    let table = SLOTS.read().unwrap_or_else(|e| e.into_inner());
    table.slots.iter().filter(|slot| slot.entry.is_some()).count() as u64
}
