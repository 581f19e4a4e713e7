// Sessions: photons in, events out.
#ifndef CHROMA2_CPP_SESSION_HPP
#define CHROMA2_CPP_SESSION_HPP

#include "chroma2/cpp/event.hpp"
#include "chroma2/cpp/geometry.hpp"

namespace chroma2 {

/// Photons to submit, one column for each property; vectors have three numbers a photon. Position,
/// direction and wavelength are needed; empty others have their defaults.
struct photons {
  span<float> position, direction;  // mm; of any length but 0
  span<float> wavelength;           // nm
  span<float> polarization;         // default: random
  span<float> time, weight;         // ns, default 0; default 1
  span<std::uint32_t> flags;        // bits of chroma2_flag to begin with, default none
};

/// Legs of photons that began in one material and ended in another, by materials and instances, the most
/// frequent first; the header of the C struct says more.
struct medium_changes {
  std::uint64_t total = 0, unlisted = 0;
  std::vector<std::uint32_t> material_begin, material_end;
  std::vector<std::uint32_t> instance_begin, instance_end;
  std::vector<std::uint64_t> legs;
};

/// A context and a committed geometry that take events. Any thread, several at once.
class session : public handle<chroma2_session, destroy_with<chroma2_session, chroma2_session_destroy>> {
 public:
  session() noexcept = default;
  explicit session(no_handle_t) noexcept {}
  explicit session(chroma2_session* raw) noexcept { reset(raw); }
  session(const context& context, const geometry& geometry)
      : session(context, geometry, make<chroma2_session_config>()) {}
  session(const context& context, const geometry& geometry, const chroma2_session_config& config) {
    chroma2_session* raw = nullptr;
    check(chroma2_session_create(context.get(), geometry.get(), &config, &raw));
    reset(raw);
  }

  /// Queues photons; `config` holds seed, event id and what is wanted. They are copied unless its `borrow` is
  /// 1: then the columns must live as long as the returned object, or until its wait() returns.
  event submit(const photons& columns, const chroma2_event_config& config = make<chroma2_event_config>()) const {
    const std::size_t count = columns.wavelength.size();
    const auto fits = [count](std::size_t size, std::size_t each, bool needed, const char* name) {
      if (size != count * each && (needed || size != 0)) {
        throw std::invalid_argument(std::string("chroma2: photons: ") + name + " has " + std::to_string(size) +
                                    " numbers; " + std::to_string(count * each) + " are needed");
      }
    };
    fits(columns.position.size(), 3, true, "position");
    fits(columns.direction.size(), 3, true, "direction");
    fits(columns.polarization.size(), 3, false, "polarization");
    fits(columns.time.size(), 1, false, "time");
    fits(columns.weight.size(), 1, false, "weight");
    fits(columns.flags.size(), 1, false, "flags");
    auto raw = make<chroma2_photons>();
    raw.count = count;
    raw.position = columns.position.data();
    raw.direction = columns.direction.data();
    raw.wavelength = columns.wavelength.data();
    raw.polarization = columns.polarization.size() ? columns.polarization.data() : nullptr;
    raw.time = columns.time.size() ? columns.time.data() : nullptr;
    raw.weight = columns.weight.size() ? columns.weight.data() : nullptr;
    raw.flags = columns.flags.size() ? columns.flags.data() : nullptr;
    return submit(raw, config);
  }
  /// Queues photons described by the C struct (strides, separate components, the memory of a GPU); the same
  /// of `borrow`.
  event submit(const chroma2_photons& photons,
               const chroma2_event_config& config = make<chroma2_event_config>()) const {
    chroma2_event* raw = nullptr;
    check(chroma2_session_submit(get(), &photons, &config, &raw));
    return event(raw, config.borrow != 0);
  }
  /// Queues the photons of a source, made by the threads that propagate them.
  event submit(const chroma2_source& source, const chroma2_event_config& config = make<chroma2_event_config>()) const {
    chroma2_event* raw = nullptr;
    check(chroma2_session_submit_source(get(), &source, &config, &raw));
    return event(raw);
  }

  /// Waits until all events submitted so far are finished; each one's wait tells how it ended.
  void drain() const { check(chroma2_session_drain(get(), UINT64_MAX)); }
  /// The same for a limited time; false: some go on.
  bool drain_for(std::chrono::nanoseconds limit) const {
    const chroma2_status status = chroma2_session_drain(get(), detail::nanoseconds(limit));
    if (status == CHROMA2_STATUS_TIMEOUT) return false;
    check(status);
    return true;
  }
  chroma2_telemetry telemetry() const {
    auto telemetry = make<chroma2_telemetry>();
    check(chroma2_session_get_telemetry(get(), &telemetry));
    return telemetry;
  }
  /// What its events had so far: nothing where the geometry is right.
  chroma2::medium_changes medium_changes() const {
    chroma2::medium_changes out;
    auto raw = make<chroma2_medium_changes>();
    do {  // more may come between two calls
      check(chroma2_session_get_medium_changes(get(), &raw));
      raw.capacity = raw.count;
      for (auto* column : {&out.material_begin, &out.material_end, &out.instance_begin, &out.instance_end}) {
        column->resize(static_cast<std::size_t>(raw.count));
      }
      out.legs.resize(static_cast<std::size_t>(raw.count));
      raw.material_begin = out.material_begin.data();
      raw.material_end = out.material_end.data();
      raw.instance_begin = out.instance_begin.data();
      raw.instance_end = out.instance_end.data();
      raw.legs = out.legs.data();
      check(chroma2_session_get_medium_changes(get(), &raw));
    } while (raw.count > raw.capacity);
    out.total = raw.total;
    out.unlisted = raw.unlisted;
    return out;
  }
};

}  // namespace chroma2

#endif  // CHROMA2_CPP_SESSION_HPP
