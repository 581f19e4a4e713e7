// What the library has to say.
#ifndef CHROMA2_CPP_LOG_HPP
#define CHROMA2_CPP_LOG_HPP

#include <functional>
#include <memory>
#include <mutex>

#include "chroma2/cpp/core.hpp"

namespace chroma2 {

/// Receives the library's log messages as long as it lives, or until another one is made: there is one in a
/// process. The function gets a chroma2_log_level and the text, which is valid during the call only. It is
/// called from any thread, from several at once; what it throws is dropped. It must not make or end an object
/// of this type. Any thread.
class log_callback {
 public:
  using function = std::function<void(std::uint32_t level, const char* message)>;

  log_callback() noexcept = default;
  explicit log_callback(no_handle_t) noexcept {}
  /// Messages of `level` (a chroma2_log_level) and above.
  log_callback(std::uint32_t level, function callback) : function_(std::make_unique<function>(std::move(callback))) {
    const std::lock_guard<std::mutex> lock(mutex());
    check(chroma2_log_set_callback(level, &call, function_.get()));
    current() = function_.get();
  }
  log_callback(log_callback&& other) noexcept = default;
  log_callback& operator=(log_callback&& other) noexcept {
    if (this != &other) {
      reset();
      function_ = std::move(other.function_);
    }
    return *this;
  }
  ~log_callback() { reset(); }

  explicit operator bool() const noexcept { return function_ != nullptr; }
  /// Ends it: once this returns, the function is not running and will not be called again.
  void reset() noexcept {
    if (!function_) return;
    const std::lock_guard<std::mutex> lock(mutex());
    if (current() == function_.get()) {
      static_cast<void>(chroma2_log_set_callback(CHROMA2_LOG_LEVEL_OFF, nullptr, nullptr));
      current() = nullptr;
    }
    function_.reset();
  }

 private:
  static void call(void* user, std::uint32_t level, const char* message) {
    try {
      (*static_cast<function*>(user))(level, message);
    } catch (...) {  // nothing may come out of a callback
    }
  }
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  /// The function that the library has.
  static const function*& current() noexcept {
    static const function* one = nullptr;
    return one;
  }

  std::unique_ptr<function> function_;
};

}  // namespace chroma2

#endif  // CHROMA2_CPP_LOG_HPP
