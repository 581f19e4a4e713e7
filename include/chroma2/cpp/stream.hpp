// Streams of a context's GPUs, by what they are for.
#ifndef CHROMA2_CPP_STREAM_HPP
#define CHROMA2_CPP_STREAM_HPP

#include "chroma2/cpp/core.hpp"

namespace chroma2 {

/// Whether a context has streams: one on the processor has none.
inline bool has_stream_management(const context& context) {
  std::uint32_t has = 0;
  check(chroma2_context_has_stream_management(context.get(), &has));
  return has != 0;
}

/// What the streams of a purpose (a chroma2_stream_purpose) did on a device (0: the context's first).
inline chroma2_stream_use stream_use(const context& context, std::uint32_t purpose, std::uint32_t device = 0) {
  auto use = make<chroma2_stream_use>();
  check(chroma2_context_get_stream_use(context.get(), device, purpose, &use));
  return use;
}

/// A hold on a stream; see chroma2/stream.h. Any thread.
class stream : public handle<chroma2_stream, destroy_with<chroma2_stream, chroma2_stream_destroy>> {
 public:
  stream() noexcept = default;
  explicit stream(no_handle_t) noexcept {}
  explicit stream(chroma2_stream* raw) noexcept { reset(raw); }
  stream(const context& context, const chroma2_stream_config& config) {
    chroma2_stream* raw = nullptr;
    check(chroma2_stream_create(context.get(), &config, &raw));
    reset(raw);
  }
  /// One of the pool, for a purpose (a chroma2_stream_purpose).
  stream(const context& context, std::uint32_t purpose) : stream(context, for_purpose(purpose)) {}

  chroma2_stream_info info() const {
    auto info = make<chroma2_stream_info>();
    check(chroma2_stream_get_info(get(), &info));
    return info;
  }
  /// Copies between any memory of the host and of GPUs, which stays until the stream has done it.
  void copy(void* to, const void* from, std::uint64_t bytes) const {
    check(chroma2_stream_copy(get(), to, from, bytes));
  }
  /// Waits until all that it was given is done.
  void wait() const { check(chroma2_stream_wait(get(), UINT64_MAX)); }
  /// The same; false where it is not in time.
  bool wait(std::chrono::nanoseconds limit) const {
    const chroma2_status status = chroma2_stream_wait(get(), detail::nanoseconds(limit));
    if (status == CHROMA2_STATUS_TIMEOUT) return false;
    check(status);
    return true;
  }

 private:
  static chroma2_stream_config for_purpose(std::uint32_t purpose) {
    auto config = make<chroma2_stream_config>();
    config.purpose = purpose;
    return config;
  }
};

}  // namespace chroma2

#endif  // CHROMA2_CPP_STREAM_HPP
