# The commands of this repository. `make demo` and `make test` need Rust, a C++ compiler and
# Python 3; what else they use is put into .venv by scripts/bootstrap. docs/building.md has the details.
PREFIX ?= /usr/local
SIZE ?= small
DEMO = build/demo
CARGO_TARGET_DIR ?= target
export CARGO_TARGET_DIR
# A dependency (cbindgen) is published with a rust-toolchain file. Where cargo is not started through
# rustup but rustc is, that file would choose the compiler of this one crate.
ifneq ($(shell sh -c 'command -v rustup'),)
export RUSTUP_TOOLCHAIN ?= $(firstword $(shell rustup show active-toolchain 2>/dev/null))
endif

.PHONY: demo test test-cluster test-python-random test-python-sanitize test-gpu test-display test-notebook lib wheel install install-debug bench bench-redis compare-geant4 compare-geant4-steps header docs bootstrap clean

# The library alone: target/release/libchroma2.so.
lib:
	@scripts/bootstrap nvcc
	cargo build --release --locked --lib

# The Python package as a wheel, with the library in it: build/wheels (docs/python.md).
wheel: bootstrap
	@scripts/wheel build/wheels

# A water Cherenkov detector, linked from C++ through find_package; pictures in out/.
demo: bootstrap
	@scripts/install "$(CURDIR)/build/prefix"
	@.venv/bin/cmake -S examples_cpp/water_cherenkov -B $(DEMO) -G Ninja \
	    -DCMAKE_MAKE_PROGRAM="$(CURDIR)/.venv/bin/ninja" -DCMAKE_BUILD_TYPE=Release \
	    -DCMAKE_PREFIX_PATH="$(CURDIR)/build/prefix" --log-level=WARNING
	@.venv/bin/cmake --build $(DEMO) -- --quiet
	@mkdir -p out
	@$(DEMO)/water_cherenkov --size $(SIZE) --out out

# Everything that must hold before a change lands.
test: bootstrap
	@scripts/test

# One event by many jobs through Slurm, MPI, Dask, and the jobs of the submit file for HTCondor, with a worker killed in each
# (docs/testing.md). Slurm is taken where it is installed (Debian: apt install slurm-wlm); the others come as packages of Python.
# ENGINES="mpi dask_local" are some of them.
test-cluster: bootstrap lib
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: \
	    distributed==2026.8.0 mpi4py==4.1.2 mpich==5.0.2
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: htcondor==24.12.24 || \
	    echo "test-cluster: htcondor cannot be installed here"
	@mkdir -p build/cluster && ln -sf "$(abspath $(CARGO_TARGET_DIR))/release/libchroma2.so" build/cluster/libchroma2.so.2
	@CHROMA2_LIBRARY="$(CURDIR)/build/cluster/libchroma2.so.2" .venv/bin/python -B tests/cluster/all.py $(ENGINES)

# 100,000 calls of the Python package with arguments that fit or do not: CALLS and SEED choose others.
CALLS ?= 100000
SEED ?= 1
test-python-random: bootstrap lib
	@CHROMA2_LIBRARY="$(abspath $(CARGO_TARGET_DIR))/release/libchroma2.so" .venv/bin/python tests/python/random_calls.py $(CALLS) $(SEED)

# Tests of the Python package with sanitizers in the library, and under python -X dev -W error.
test-python-sanitize: bootstrap
	@scripts/python-sanitize

# Tests and benchmarks for a GPU as a folder that needs neither Rust nor a network (docs/testing.md); run
# here where there is a GPU.
test-gpu: bootstrap
	@scripts/gpu-bundle build/gpu
	@if [ -e /dev/nvidiactl ]; then build/gpu/run; else \
	    echo "no NVIDIA GPU here: copy build/gpu to a machine that has one, and start its file run"; fi

# Displays in a browser without a window, glTF files in Khronos' validator, and the viewer made anew (needs npm and a browser of
# Chromium's kind: Debian: apt install npm chromium; says what is missing). CHROMA2_LIBRARY: a library that is there already.
test-display: bootstrap $(if $(CHROMA2_LIBRARY),,lib)
	@scripts/test-display

# The notebook examples_py/story.ipynb as Jupyter runs it: build/story.ipynb has its outputs.
test-notebook: bootstrap $(if $(CHROMA2_LIBRARY),,lib)
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: nbclient==0.11.0 nbformat==5.11.1 ipykernel==7.4.0
	@CHROMA2_LIBRARY="$(or $(CHROMA2_LIBRARY),$(abspath $(CARGO_TARGET_DIR))/release/libchroma2.so)" PYTHONPATH="$(CURDIR)/python" \
	    .venv/bin/python scripts/notebook examples_py/story.ipynb build/story.ipynb

# Headers, libraries, CMake and pkg-config files, documentation and licences under PREFIX (DESTDIR is honoured).
# CMAKE_ARGS=-DCMAKE_INSTALL_LIBDIR=lib64 and others of CMake's options; CMake and nvcc of the system will do.
install:
	@scripts/bootstrap cmake nvcc
	@scripts/install "$(PREFIX)" $(CMAKE_ARGS)

# The line tables of the installed library beside it, for debuggers and backtraces.
install-debug: install
	@$$(scripts/cmake) --install build/cmake --component debug

# What BENCHMARKS.md reports; needs the reference scenes (CHROMA2_REFERENCE). Embree and Geant4 come as packages of
# Python; where there is none of Geant4, its row is left out.
bench: bootstrap lib
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check embreex==4.4.0.post1
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: geant4-pybind==0.1.3 || \
	    echo "geant4-pybind cannot be installed here: no comparison with Geant4"
	@CHROMA2_LIBRARY="$(abspath $(CARGO_TARGET_DIR))/release/libchroma2.so" .venv/bin/python benches/peers.py
	@scripts/install "$(CURDIR)/build/prefix"
	@$(CXX) -std=c++20 -O2 -Iinclude benches/queue_host.cpp -o build/queue_host \
	    -Lbuild/prefix/lib -lchroma2 -Wl,-rpath,"$(CURDIR)/build/prefix/lib" -pthread
	@build/queue_host cpu
	@$(CXX) -std=c++20 -O2 -Iinclude benches/scale.cpp -o build/scale \
	    -Lbuild/prefix/lib -lchroma2 -Wl,-rpath,"$(CURDIR)/build/prefix/lib" -pthread
	@build/scale cpu
	@$(CXX) -std=c++20 -O2 -Iinclude benches/messages.cpp -o build/messages \
	    -Lbuild/prefix/lib -lchroma2 -Wl,-rpath,"$(CURDIR)/build/prefix/lib" -pthread
	@build/messages cpu
	cargo bench --locked

# The same messages through Redis on the loopback interface and through a message queue; needs redis-server (Debian:
# apt install redis-server), or says that there is none.
bench-redis: lib
	@server=$$(command -v redis-server) || { echo "bench-redis: skipped: redis-server is not installed"; exit 0; }; \
	mkdir -p build/redis && ln -sf "$(abspath $(CARGO_TARGET_DIR))/release/libchroma2.so" build/redis/libchroma2.so.2 && \
	$(CXX) -std=c++20 -O2 -Iinclude benches/redis.cpp -o build/redis/redis -Lbuild/redis -l:libchroma2.so.2 \
	    -Wl,-rpath,"$(CURDIR)/build/redis" -pthread && \
	build/redis/redis "$$server" $$(if [ -e /dev/nvidiactl ]; then echo cuda; else echo cpu; fi)

# The same scenes in Geant4 and here, compared (docs/validation.md): a table, and pictures in out/validation. All, or
# SCENES="water rayleigh". Fails where both differ for no reason that is listed.
compare-geant4: bootstrap lib
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: \
	    geant4-pybind==0.1.3 matplotlib==3.10.3
	@mkdir -p out build/validation
	@CHROMA2_LIBRARY="$(abspath $(CARGO_TARGET_DIR))/release/libchroma2.so" .venv/bin/python -m validation \
	    --pictures out/validation --markdown build/validation/table.md $(SCENES)

# Geant4's photons of its own steps, and libchroma2's of the same steps (docs/validation.md): a million of each of four kinds.
compare-geant4-steps: bootstrap lib
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: geant4-pybind==0.1.3
	@cd examples_py && for scene in water scintillator; do for particles in mu- e-; do \
	    CHROMA2_LIBRARY="$(abspath $(CARGO_TARGET_DIR))/release/libchroma2.so" PYTHONPATH="$(CURDIR)/python" \
	    ../.venv/bin/python -m geant4_steps $$scene $$particles --photons 1.2e6 --pictures ../out/validation || exit 1; done; done

# Regenerates what is generated and committed: the kernels' the C headers, Python's low layer, the list of symbols, the licences of crates.
header: bootstrap
	CHROMA2_BLESS=1 cargo test --locked --test kernel_headers
	CHROMA2_BLESS=1 cargo test --locked --test headers
	.venv/bin/python -B python/generate
	CHROMA2_BLESS=1 cargo test --locked --test symbols
	CHROMA2_BLESS=1 cargo test --locked --test licences

# The reference of the C API, from the headers, with examples: build/docs/html.
docs: bootstrap
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: \
	    sphinx==8.1.3 hawkmoth==0.22.0 libclang==18.1.1
	@rm -rf build/docs && mkdir -p build/docs/source
	@.venv/bin/python -m sphinx -q -W --keep-going -c scripts/reference -b html build/docs/source build/docs/html
	@echo "build/docs/html/index.html"

bootstrap:
	@scripts/bootstrap

clean:
	rm -rf build out
	cargo clean
