// Errors, handles, the library and contexts: what the other C++ headers are made of.
#ifndef CHROMA2_CPP_CORE_HPP
#define CHROMA2_CPP_CORE_HPP

#include "chroma2/cpp/span.hpp"

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "chroma2.h"

namespace chroma2 {

/// Thrown wherever the C function returns another status than CHROMA2_STATUS_OK; what() is the
/// library's message.
class error : public std::runtime_error {
 public:
  explicit error(chroma2_status status) : std::runtime_error(chroma2_last_error_message()), status_(status) {}
  chroma2_status status() const noexcept { return status_; }

 private:
  chroma2_status status_;
};

/// Throws unless the status is CHROMA2_STATUS_OK.
inline void check(chroma2_status status) {
  if (status != CHROMA2_STATUS_OK) throw error(status);
}

/// A struct of the C API with every default and its size.
template <class Struct>
Struct make() {
  Struct made{};
  made.struct_size = sizeof(Struct);
  return made;
}

namespace detail {
/// A time limit of the C functions; times below 0 only look.
inline std::uint64_t nanoseconds(std::chrono::nanoseconds limit) {
  return limit.count() > 0 ? static_cast<std::uint64_t>(limit.count()) : 0;
}
}  // namespace detail

/// Makes an object without a handle, as one is that was moved from: `chroma2::context later(chroma2::no_handle);`
struct no_handle_t {
  explicit constexpr no_handle_t(int) noexcept {}
};
inline constexpr no_handle_t no_handle{0};

/// How a handle ends: by its destroy function.
template <class C, chroma2_status (*Destroy)(C*)>
struct destroy_with {
  void operator()(C* raw) const noexcept { static_cast<void>(Destroy(raw)); }
};

/// Owner of a C handle: moves, does not copy, ends it at its own end, as `End` says, which moves along.
/// Empty where it has none: made so, moved from, or released. All calls on an empty object throw, as an
/// invalid handle, but those below.
template <class C, class End>
class handle {
 public:
  handle() noexcept = default;
  explicit handle(no_handle_t) noexcept {}
  handle(handle&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)), end_(std::exchange(other.end_, End{})) {}
  handle& operator=(handle&& other) noexcept {
    if (this != &other) {
      const End end = std::exchange(other.end_, End{});
      reset(std::exchange(other.raw_, nullptr), end);
    }
    return *this;
  }
  ~handle() { reset(); }

  /// The C handle, still owned by this object; NULL of an empty one.
  C* get() const noexcept { return raw_; }
  explicit operator bool() const noexcept { return raw_ != nullptr; }
  /// Gives the C handle to the caller, who ends it.
  [[nodiscard]] C* release() noexcept {
    end_ = End{};
    return std::exchange(raw_, nullptr);
  }
  /// Ends what is owned and takes `raw`.
  void reset(C* raw = nullptr, End end = End{}) noexcept {
    C* const old = std::exchange(raw_, raw);
    const End last = std::exchange(end_, end);
    if (old) last(old);
  }

 private:
  C* raw_ = nullptr;
  End end_{};
};

/// Throws unless these headers and the loaded library fit together.
inline void check_version() { check(chroma2_abi_check(CHROMA2_ABI_VERSION)); }
/// Version of the loaded library: major * 1000000 + minor * 1000 + patch.
inline std::uint32_t version() noexcept { return chroma2_version(); }
inline std::string version_string() { return chroma2_version_string(); }
/// ABI of the loaded library, comparable with CHROMA2_ABI_VERSION.
inline std::uint32_t abi_version() noexcept { return chroma2_abi_version(); }
/// What the library contains and uses on this machine, in one line.
inline std::string build_info() { return chroma2_build_info(); }
/// A status in words.
inline std::string status_string(chroma2_status status) { return chroma2_status_string(status); }
/// Handles alive in the process; for leak checks.
inline std::uint64_t live_handles() noexcept { return chroma2_live_handles(); }

/// The devices that contexts can be made on: the processor, then GPUs.
inline std::vector<chroma2_device> devices() {
  std::uint64_t count = 0;
  check(chroma2_device_get_count(&count));
  std::vector<chroma2_device> all(static_cast<std::size_t>(count), make<chroma2_device>());
  for (std::uint32_t i = 0; i < count; ++i) check(chroma2_device_get_info(i, &all[i]));
  return all;
}

/// Worker threads on a device. Geometries, sessions and events keep it alive.
class context : public handle<chroma2_context, destroy_with<chroma2_context, chroma2_context_destroy>> {
 public:
  /// `threads` 0: as many as the process may run at once; `backend` a chroma2_backend; `device` a place
  /// in the list of devices(), 0: the first one for the backend.
  explicit context(std::uint32_t threads = 0, std::uint32_t backend = CHROMA2_BACKEND_AUTO, std::uint32_t device = 0) {
    auto config = make<chroma2_context_config>();
    config.backend = backend;
    config.threads = threads;
    config.device = device;
    create(config);
  }
  explicit context(const chroma2_context_config& config) { create(config); }
  // On several GPUs, by their places in the list of devices.
  explicit context(const std::vector<uint32_t>& devices, uint32_t threads = 0) {
    auto config = make<chroma2_context_config>();
    config.backend = CHROMA2_BACKEND_CUDA;
    config.threads = threads;
    config.devices = devices.data();
    config.device_count = devices.size();
    create(config);
  }
  explicit context(no_handle_t) noexcept {}

  chroma2_context_info info() const {
    auto info = make<chroma2_context_info>();
    check(chroma2_context_get_info(get(), &info));
    return info;
  }

 private:
  void create(const chroma2_context_config& config) {
    chroma2_context* raw = nullptr;
    check(chroma2_context_create(&config, &raw));
    reset(raw);
  }
};

}  // namespace chroma2

#endif  // CHROMA2_CPP_CORE_HPP
