// Latencies and traces of sessions.
#ifndef CHROMA2_CPP_TELEMETRY_HPP
#define CHROMA2_CPP_TELEMETRY_HPP

#include <cmath>
#include <string>
#include <utility>

#include "chroma2/cpp/core.hpp"

namespace chroma2 {

/// The time in seconds within which a share of the events has ended, 0.5 for the median and 0.99 for all but one of a
/// hundred: linear within the bucket of the histogram, which is right to a factor of 2. 0 where none has ended.
inline double latency_quantile(const chroma2_telemetry& telemetry, double share) {
  const std::size_t buckets = sizeof telemetry.latency_histogram / sizeof telemetry.latency_histogram[0];
  double count = 0;
  for (const auto events : telemetry.latency_histogram) count += static_cast<double>(events);
  const double rank = share * count;
  double before = 0;
  for (std::size_t i = 0; i < buckets; ++i) {
    const auto events = static_cast<double>(telemetry.latency_histogram[i]);
    const double begin = i == 0 ? 0 : std::ldexp(1e-6, static_cast<int>(i) - 1);
    const double end = i + 1 == buckets ? begin : std::ldexp(1e-6, static_cast<int>(i));
    if (events > 0 && before + events >= rank)
      return begin + (end - begin) * (rank > before ? (rank - before) / events : 0);
    before += events;
  }
  return 0;
}

/// A session's trace, as long as it lives: session::trace() makes one. It may outlive the session.
class trace {
 public:
  explicit trace(no_handle_t) noexcept {}
  /// With an empty path the last records are kept in memory.
  trace(const chroma2_session* session, const std::string& path,
        const chroma2_trace_config& config = make<chroma2_trace_config>()) {
    check(chroma2_session_trace_start(session, path.empty() ? nullptr : path.c_str(), &config));
    session_ = session;
  }
  trace(trace&& other) noexcept : session_(std::exchange(other.session_, nullptr)) {}
  trace& operator=(trace&& other) noexcept {
    if (this != &other) {
      end();
      session_ = std::exchange(other.session_, nullptr);
    }
    return *this;
  }
  ~trace() { end(); }

  explicit operator bool() const noexcept { return session_ != nullptr; }
  /// Writes what a trace without a file has kept to one.
  void save(const std::string& path) const { check(chroma2_session_trace_save(session_, path.c_str())); }
  /// Ends it; throws where its file could not be written, which the destructor keeps to itself.
  void stop() { check(chroma2_session_trace_stop(std::exchange(session_, nullptr))); }

 private:
  void end() noexcept {
    if (session_) static_cast<void>(chroma2_session_trace_stop(session_));
    session_ = nullptr;
  }

  const chroma2_session* session_ = nullptr;
};

}  // namespace chroma2

#endif  // CHROMA2_CPP_TELEMETRY_HPP
