//! The floating-point environment that results depend on: rounding to nearest, denormal numbers kept,
//! no traps. Threads inherit that of their maker, and a program may have set its own to anything.

use std::arch::asm;

/// The register that has it.
#[derive(Clone, Copy)]
struct Control(#[cfg(target_arch = "x86_64")] u32, #[cfg(target_arch = "aarch64")] u64);

#[cfg(target_arch = "x86_64")]
impl Control {
    const DEFAULT: Self = Self(0x1f80);

    fn get() -> Self {
        let mut value = 0;
        // SAFETY: writes the control and status register to where it is told to.
        unsafe { asm!("stmxcsr [{}]", in(reg) &raw mut value, options(nostack, preserves_flags)) };
        Self(value)
    }

    fn set(self) {
        // SAFETY: a value of `get`, or the one that the platform's ABI begins with.
        unsafe { asm!("ldmxcsr [{}]", in(reg) &raw const self.0, options(nostack, preserves_flags)) };
    }
}

#[cfg(target_arch = "aarch64")]
impl Control {
    const DEFAULT: Self = Self(0);

    fn get() -> Self {
        let value;
        // SAFETY: reads the control register.
        unsafe { asm!("mrs {}, fpcr", out(reg) value, options(nostack, preserves_flags)) };
        Self(value)
    }

    fn set(self) {
        // SAFETY: a value of `get`, or the one that the platform's ABI begins with.
        unsafe { asm!("msr fpcr, {}", in(reg) self.0, options(nostack, preserves_flags)) };
    }
}

/// Gives the calling thread, which is the library's own, the default environment for good.
pub fn default_for_thread() {
    Control::DEFAULT.set();
}

/// Gives the calling thread the default environment until this is dropped, and then its own again.
pub struct DefaultFloats {
    own: Control,
}

impl DefaultFloats {
    /// From now on.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let own = Control::get();
        Control::DEFAULT.set();
        Self { own }
    }
}

impl Drop for DefaultFloats {
    fn drop(&mut self) {
        self.own.set();
    }
}
