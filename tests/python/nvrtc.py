"""chroma2/device_queue.cuh under NVRTC, as CuPy and Numba compile it: with the installed include folder alone.

Usage: nvrtc.py PREFIX. NVRTC is that of this Python's packages (nvidia-cuda-nvrtc); no GPU is needed. Ends with 77
where there is no NVRTC.
"""

import ctypes as ct
import importlib.util
import pathlib
import runpy
import sys

prefix = pathlib.Path(sys.argv[1])
package = importlib.util.find_spec("nvidia")
folders = [pathlib.Path(path, "cu13/lib") for path in package.submodule_search_locations] if package else []
found = [file for folder in folders for file in folder.glob("libnvrtc.so.*")]
if not found:
    print("nvrtc.py: no nvidia-cuda-nvrtc in this Python's packages", file=sys.stderr)
    sys.exit(77)
for builtins in found[0].parent.glob("libnvrtc-builtins.so.*"):
    ct.CDLL(str(builtins))  # NVRTC asks for it by its name
nvrtc = ct.CDLL(str(found[0]))


def text(what, program):
    size = ct.c_size_t()
    assert getattr(nvrtc, f"nvrtcGet{what}Size")(program, ct.byref(size)) == 0
    buffer = ct.create_string_buffer(size.value)
    assert getattr(nvrtc, f"nvrtcGet{what}")(program, buffer) == 0
    return buffer.raw


def compiled(source, *options):
    """Whether a source compiles, what NVRTC says, and the program."""
    program = ct.c_void_p()
    assert nvrtc.nvrtcCreateProgram(ct.byref(program), source.encode(), b"kernel.cu", 0, None, None) == 0
    options = [f"-I{prefix / 'include'}", *options]
    array = (ct.c_char_p * len(options))(*[option.encode() for option in options])
    status = nvrtc.nvrtcCompileProgram(program, len(options), array)
    return status == 0, text("ProgramLog", program).rstrip(b"\0").decode(), program


cupy_queue = runpy.run_path(str(pathlib.Path(__file__).parents[2] / "examples_py/cupy_queue.py"))
for standard in ("c++17", "c++20"):
    fine, log, program = compiled(cupy_queue["SOURCE"], f"--std={standard}", "-arch=compute_75")
    assert fine and not log.strip(), log
    ptx = text("PTX", program).decode()
    for name in cupy_queue["NAMES"]:
        assert f".entry {name}(" in ptx, name
    # The instructions that the queue asks for, and none for a memory of any kind.
    for instruction in ("atom.add.relaxed.gpu.global.u64", "ld.acquire.gpu.global.u32", "st.release.gpu.global.u32"):
        assert instruction in ptx, instruction
for architecture in ("sm_75", "sm_90", "sm_120"):
    fine, log, program = compiled(cupy_queue["SOURCE"], "--std=c++17", f"-arch={architecture}")
    assert fine and not log.strip(), log
    assert text("CUBIN", program)[:4] == b"\x7fELF", architecture

# By itself, with the default options; beside libcu++ where a program takes that in; and integers of one kind.
ALONE = """
#include <chroma2/device_queue.cuh>
static_assert(sizeof(chroma2_queue_view) == 48 && sizeof(uint64_t) == 8 && sizeof(int8_t) == 1, "the host's sizes");
template <class A, class B> struct same { enum { value = 0 }; };
template <class A> struct same<A, A> { enum { value = 1 }; };
static_assert(same<uint64_t, unsigned long long>::value && same<int64_t, long long>::value, "those of libcu++");
extern "C" __global__ void kernel(chroma2_queue_view view) {
  chroma2::Queue<uint32_t> queue(view);
  uint32_t item;
  if (queue.try_pop(item)) queue.try_push(item);
}
"""
fine, log, _ = compiled(ALONE)
assert fine and not log.strip(), log
libcudacxx = [folder.parent / "include/cccl" for folder in folders if (folder.parent / "include/cccl").is_dir()]
for folder in libcudacxx:
    for source in ("#include <cuda/std/cstdint>\n" + ALONE, ALONE + "#include <cuda/std/cstdint>\n#include <cuda/atomic>\n"):
        fine, log, _ = compiled(source, f"-I{folder}")
        assert fine, log

# What must not compile says why.
small = ALONE.replace("uint32_t", "uint16_t")
fine, log, _ = compiled(small)
assert not fine and "items have 4 to 256 bytes" in log, log
fine, log, _ = compiled(ALONE.replace("<uint32_t>", "<Own>").replace("extern", "struct Own { uint32_t a; __device__ Own(const Own&) {} __device__ Own() {} };\nextern").replace("uint32_t item", "Own item"))
assert not fine and "items are copied as bytes" in log, log
print(f"device_queue.cuh compiles with {found[0].name}" + (" and beside libcu++" if libcudacxx else ""))
