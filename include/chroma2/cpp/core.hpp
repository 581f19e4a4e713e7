// Errors, handles, spans and contexts: what the other C++ headers are made of.
#ifndef CHROMA2_CPP_CORE_HPP
#define CHROMA2_CPP_CORE_HPP

#include <array>
#include <cstddef>
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
  explicit error(chroma2_status status)
      : std::runtime_error(chroma2_last_error_message()), status_(status) {}
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

/// Read-only view of values that lie one after the other; made from vectors, arrays and pointers.
/// The memory stays the caller's and must live as long as the call that it is given to.
template <class T>
class span {
 public:
  constexpr span() noexcept = default;
  constexpr span(const T* data, std::size_t size) noexcept : data_(data), size_(size) {}
  span(const std::vector<T>& values) noexcept : data_(values.data()), size_(values.size()) {}
  template <std::size_t N>
  constexpr span(const std::array<T, N>& values) noexcept : data_(values.data()), size_(N) {}
  template <std::size_t N>
  constexpr span(const T (&values)[N]) noexcept : data_(values), size_(N) {}

  constexpr const T* data() const noexcept { return data_; }
  constexpr std::size_t size() const noexcept { return size_; }
  constexpr const T* begin() const noexcept { return data_; }
  constexpr const T* end() const noexcept { return data_ + size_; }
  constexpr const T& operator[](std::size_t i) const noexcept { return data_[i]; }

 private:
  const T* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Owner of a C handle: moves, does not copy, destroys at its end.
template <class C, chroma2_status (*Destroy)(C*)>
class handle {
 public:
  handle() noexcept = default;
  handle(handle&& other) noexcept : raw_(other.release()) {}
  handle& operator=(handle&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  ~handle() { reset(); }

  /// The C handle, still owned by this object; NULL after a move.
  C* get() const noexcept { return raw_; }
  explicit operator bool() const noexcept { return raw_ != nullptr; }
  /// Gives the C handle to the caller.
  C* release() noexcept { return std::exchange(raw_, nullptr); }
  /// Destroys what is owned and takes `raw`.
  void reset(C* raw = nullptr) noexcept {
    if (C* old = std::exchange(raw_, raw)) Destroy(old);
  }

 private:
  C* raw_ = nullptr;
};

/// Throws unless these headers and the loaded library fit together.
inline void check_version() { check(CHROMA2_CHECK_VERSION()); }

/// Worker threads on a device. Geometries, sessions and events keep it alive.
class context : public handle<chroma2_context, chroma2_context_destroy> {
 public:
  /// `threads` 0: as many as the process may run at once; `backend` a chroma2_backend; `device` a place
  /// in the list of chroma2_device_info, 0: the first one for the backend.
  explicit context(std::uint32_t threads = 0, std::uint32_t backend = CHROMA2_BACKEND_AUTO,
                   std::uint32_t device = 0) {
    auto config = make<chroma2_context_config>();
    config.backend = backend;
    config.threads = threads;
    config.device = device;
    chroma2_context* raw = nullptr;
    check(chroma2_context_create(&config, &raw));
    reset(raw);
  }
  chroma2_context_info info() const {
    auto info = make<chroma2_context_info>();
    check(chroma2_context_get_info(get(), &info));
    return info;
  }
};

}  // namespace chroma2

#endif  // CHROMA2_CPP_CORE_HPP
