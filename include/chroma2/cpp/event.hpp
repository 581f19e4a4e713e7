// Events: waiting, the summary, hits, end states and recorded steps.
#ifndef CHROMA2_CPP_EVENT_HPP
#define CHROMA2_CPP_EVENT_HPP

#include <optional>

#include "chroma2/cpp/columns.hpp"

namespace chroma2 {

/// Detected photons that have a channel, in the order of their indices.
struct hits : states {
  span<std::int32_t> channel;
  span<std::uint64_t> photon;  // index in the event
  span<std::uint64_t> event;   // the event's number
  span<std::uint64_t> id;      // tells secondary photons apart; empty where there can be none

  hits() = default;
  /// Views of the columns of a C struct.
  explicit hits(const chroma2_hits& raw) {
    fill(raw, raw.count);
    channel = {raw.channel, count};
    photon = {raw.photon, count};
    event = {raw.event, count};
    if (raw.id) id = {raw.id, count};
  }
};

/// States of chosen photons at their start and after every step: those of chosen photon k are
/// entries offset[k] to before offset[k + 1].
struct records : states {
  span<std::uint64_t> photon;  // index in the event
  span<std::uint64_t> offset;  // one more than there are chosen photons
};

/// Steps of photons, one each: their numbers in the list and the program's own ones.
struct step_origins {
  std::vector<std::uint64_t> step, id;
};

/// What the events of a batch give: the hits of event k are entries hit_offset[k] to before hit_offset[k + 1].
struct batch_results {
  span<std::uint64_t> hit_offset;  // one more than there are events
};

/// How an event's handle ends. An event goes on without it, unless it borrows the program's arrays: then it
/// is cancelled and waited for, so that they may go afterwards. (In a callback of another event there is no
/// waiting: arrays have to outlive the event there.)
struct event_end {
  bool borrows = false;
  void operator()(chroma2_event* raw) const noexcept {
    if (borrows) {
      static_cast<void>(chroma2_event_cancel(raw));
      static_cast<void>(chroma2_event_wait(raw, UINT64_MAX));
    }
    static_cast<void>(chroma2_event_destroy(raw));
  }
};

/// A submission and its results. Destroying it does not end it, it goes on to its end, callbacks included;
/// but one that borrows arrays (`borrow` of its config) is cancelled and waited for when the object is
/// destroyed, reset or assigned to. Who takes the C handle with release() sees to that.
class event : public handle<chroma2_event, event_end> {
 public:
  event() noexcept = default;
  explicit event(no_handle_t) noexcept {}
  /// Takes a handle; `borrows`: it was submitted with arrays that are not copied.
  explicit event(chroma2_event* raw, bool borrows = false) noexcept { reset(raw, event_end{borrows}); }

  /// Waits for the end; throws what went wrong, CHROMA2_STATUS_CANCELLED for a cancelled event.
  void wait() const { check(chroma2_event_wait(get(), UINT64_MAX)); }
  /// The same for a limited time; false: the event goes on.
  bool wait_for(std::chrono::nanoseconds limit) const {
    const chroma2_status status = chroma2_event_wait(get(), detail::nanoseconds(limit));
    if (status == CHROMA2_STATUS_TIMEOUT) return false;
    check(status);
    return true;
  }
  /// What it was submitted as.
  chroma2_event_info info() const {
    auto info = make<chroma2_event_info>();
    check(chroma2_event_get_info(get(), &info));
    return info;
  }
  /// Runs some of its photons again, from the one of index `first` in the event on, as an event with all of their steps
  /// (records()); of a batch, those of the event at `place`. For events of one source, and with `keep_light` of the config.
  event replay(std::uint64_t first, std::uint64_t count = 1, std::uint64_t place = 0) const {
    chroma2_event* raw = nullptr;
    check(chroma2_event_replay(get(), place, first, count, &raw));
    return event(raw);
  }
  /// How far it is, without waiting.
  chroma2_event_progress poll() const {
    auto progress = make<chroma2_event_progress>();
    check(chroma2_event_poll(get(), &progress));
    return progress;
  }
  /// Asks it to end early.
  void cancel() const { check(chroma2_event_cancel(get())); }

  /// Where its photons ended; the counts add up to all of them.
  chroma2_summary summary() const {
    auto summary = make<chroma2_summary>();
    check(chroma2_event_get_summary(get(), &summary));
    return summary;
  }
  /// The same of one event of a batch, by its place there.
  chroma2_summary batch_summary(std::uint64_t place) const {
    auto summary = make<chroma2_summary>();
    check(chroma2_event_get_batch_summary(get(), place, &summary));
    return summary;
  }
  // What these give belongs to the event, so they are not for one that is gone with the expression.
  chroma2::batch_results batch() const&& = delete;
  chroma2::hits hits() const&& = delete;
  states photons() const&& = delete;
  chroma2::records records() const&& = delete;
  chroma2_device_hits device_hits() const&& = delete;

  /// Whose hits are whose, of a batch.
  chroma2::batch_results batch() const& {
    auto raw = make<chroma2_batch_results>();
    check(chroma2_event_get_batch(get(), &raw));
    return {{raw.hit_offsets, static_cast<std::size_t>(raw.count) + 1}};
  }
  chroma2::hits hits() const& {
    auto raw = make<chroma2_hits>();
    check(chroma2_event_get_hits(get(), &raw));
    return chroma2::hits(raw);
  }
  /// End states of all photons, where CHROMA2_WANT_PHOTONS was wanted.
  states photons() const& {
    auto raw = make<chroma2_photon_states>();
    check(chroma2_event_get_photons(get(), &raw));
    states out;
    out.fill(raw, raw.count);
    return out;
  }
  /// Steps of the photons chosen in the submission.
  chroma2::records records() const& {
    auto raw = make<chroma2_records>();
    check(chroma2_event_get_records(get(), &raw));
    chroma2::records out;
    out.fill(raw, raw.state_count);
    out.photon = {raw.photon, static_cast<std::size_t>(raw.photon_count)};
    out.offset = {raw.offset, static_cast<std::size_t>(raw.photon_count) + 1};
    return out;
  }
  /// The steps of photons by their index in the event, such as hits().photon, where CHROMA2_WANT_STEPS was wanted.
  step_origins find_steps(span<std::uint64_t> photons) const {
    step_origins out;
    out.step.resize(photons.size());
    out.id.resize(photons.size());
    check(chroma2_event_find_steps(get(), photons.data(), photons.size(), out.step.data(), out.id.data()));
    return out;
  }
  /// Hits in the memory of the session's GPU, where CHROMA2_WANT_DEVICE_HITS was wanted.
  chroma2_device_hits device_hits() const& {
    auto raw = make<chroma2_device_hits>();
    check(chroma2_event_get_device_hits(get(), &raw));
    return raw;
  }
};

namespace detail {
/// The place of the first event that is finished; `limit` in nanoseconds.
inline chroma2_status wait_any(span<event> events, std::uint64_t limit, std::size_t& place) {
  std::vector<chroma2_event*> raw;
  raw.reserve(events.size());
  for (const event& one : events) raw.push_back(one.get());
  std::uint64_t index = 0;
  const chroma2_status status = chroma2_event_wait_any(raw.data(), raw.size(), limit, &index);
  place = static_cast<std::size_t>(index);
  return status;
}
}  // namespace detail

/// Waits for the first of several events to end, and gives its place among them: the lowest of those that are
/// finished. They may be of any sessions; an empty one is refused. Its own wait() throws what went wrong with it.
inline std::size_t wait_any(span<event> events) {
  std::size_t place = 0;
  check(detail::wait_any(events, UINT64_MAX, place));
  return place;
}
/// The same for a limited time; nothing: all go on.
inline std::optional<std::size_t> wait_any_for(span<event> events, std::chrono::nanoseconds limit) {
  std::size_t place = 0;
  const chroma2_status status = detail::wait_any(events, detail::nanoseconds(limit), place);
  if (status == CHROMA2_STATUS_TIMEOUT) return std::nullopt;
  check(status);
  return place;
}

}  // namespace chroma2

#endif  // CHROMA2_CPP_EVENT_HPP
