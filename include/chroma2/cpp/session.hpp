// Sessions: photons in, events out.
#ifndef CHROMA2_CPP_SESSION_HPP
#define CHROMA2_CPP_SESSION_HPP

#include <exception>

#include "chroma2/cpp/event.hpp"
#include "chroma2/cpp/functions.hpp"
#include "chroma2/cpp/geometry.hpp"
#include "chroma2/cpp/telemetry.hpp"

namespace chroma2 {

/// Legs of photons that began in one material and ended in another, by materials and instances, the most
/// frequent first; the header of the C struct says more.
struct medium_changes {
  std::uint64_t total = 0, unlisted = 0;
  std::vector<std::uint32_t> material_begin, material_end;
  std::vector<std::uint32_t> instance_begin, instance_end;
  std::vector<std::uint64_t> legs;
};

/// What a program does with an event that goes on from a checkpoint: it takes the event, and gives functions that hear of it.
using restored_function = std::function<event_functions(event&& event, const chroma2_event_info& info)>;

namespace detail {
struct restoring {
  const restored_function& function;
  std::exception_ptr thrown;
};
inline void on_restored(void* user, chroma2_event* raw, const chroma2_event_info* info,
                        chroma2_event_functions* functions) noexcept {
  auto& restoring = *static_cast<detail::restoring*>(user);
  event made(raw);
  try {
    if (restoring.thrown) return made.cancel();
    auto owned = std::make_unique<event_functions>(restoring.function(std::move(made), *info));
    functions->on_done = &on_done;
    functions->on_progress = owned->progress ? &on_progress : nullptr;
    functions->on_hits = owned->hits ? &on_hits : nullptr;
    functions->user = owned.release();  // its end deletes them
  } catch (...) {
    restoring.thrown = std::current_exception();
    static_cast<void>(chroma2_event_cancel(raw));
  }
}
}  // namespace detail

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

  /// A session that goes on from a file of checkpoint() or suspend(), on a geometry of the same digest. `function` is called
  /// with each event just before it begins; what it throws cancels all of them whose object it has not destroyed, and
  /// comes from here.
  static session restore(const context& context, const geometry& geometry, const std::string& path,
                         const restored_function& function,
                         const chroma2_session_config& config = make<chroma2_session_config>()) {
    detail::restoring restoring{function, nullptr};
    chroma2_session* raw = nullptr;
    check(chroma2_session_restore(context.get(), geometry.get(), &config, path.c_str(), &detail::on_restored,
                                  &restoring, &raw));
    session made(raw);
    if (restoring.thrown) std::rethrow_exception(restoring.thrown);
    return made;
  }

  /// Writes what it has not done to a file, and goes on.
  void checkpoint(const std::string& path) const { check(chroma2_session_checkpoint(get(), path.c_str())); }
  /// Writes the same and ends its work: events that are in the file end as cancelled.
  void suspend(const std::string& path) const { check(chroma2_session_suspend(get(), path.c_str(), UINT64_MAX)); }
  /// The same for a limited time; false: the file is written, but some events are not at their end.
  bool suspend_for(const std::string& path, std::chrono::nanoseconds limit) const {
    const chroma2_status status = chroma2_session_suspend(get(), path.c_str(), detail::nanoseconds(limit));
    if (status == CHROMA2_STATUS_TIMEOUT) return false;
    check(status);
    return true;
  }
  /// The number of the next event, where `number_events` of the config is 1.
  std::uint64_t next_event_id() const {
    std::uint64_t id = 0;
    check(chroma2_session_next_event_id(get(), &id));
    return id;
  }
  /// Takes another committed geometry for what is submitted from now on; events before end with theirs.
  void set_geometry(const geometry& next) const { check(chroma2_session_set_geometry(get(), next.get())); }

  /// Queues photons; `config` holds seed, event id and what is wanted. They are copied unless its `borrow` is
  /// 1: then the columns must live as long as the returned object, or until its wait() returns.
  event submit(const photons& columns, const chroma2_event_config& config = make<chroma2_event_config>()) const {
    return submit(columns.config(), config);
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

  /// Queues many events that give one: their hits in one set of columns (event::batch). Photons are copied unless
  /// `borrow` of the config is 1.
  event submit(const chroma2_batch& batch, const chroma2_event_config& config = make<chroma2_event_config>()) const {
    chroma2_event* raw = nullptr;
    check(chroma2_session_submit_batch(get(), &batch, &config, &raw));
    return event(raw, config.borrow != 0);
  }

  /// Queues the photons of charged steps, made by the threads or the GPU that propagate them; the records are read
  /// during the call.
  event submit(const chroma2_steps& steps, const chroma2_event_config& config = make<chroma2_event_config>()) const {
    chroma2_event* raw = nullptr;
    check(chroma2_session_submit_steps(get(), &steps, &config, &raw));
    return event(raw);
  }

  /// Queues what the others do (photons, a source, steps), with functions that hear of the event.
  template <class Light>
  event submit(const Light& light, const chroma2_event_config& config, event_functions functions) const {
    return detail::submit_with(std::move(functions), config,
                               [&](const chroma2_event_config& with) { return submit(light, with); });
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
  /// That, in the text format of Prometheus.
  std::string telemetry_text() const {
    std::string text;
    std::uint64_t needed = 16384;  // enough at any time
    text.resize(static_cast<std::size_t>(needed));
    check(chroma2_session_telemetry_text(get(), &text[0], needed, &needed));
    text.resize(static_cast<std::size_t>(needed) - 1);
    return text;
  }
  /// Traces its events until the returned object ends: to a file, or with an empty path in memory.
  chroma2::trace trace(const std::string& path = {},
                       const chroma2_trace_config& config = make<chroma2_trace_config>()) const {
    return chroma2::trace(get(), path, config);
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
