// Pipelines: a program's own kernel, step after step, whose copies overlap other steps.
#ifndef CHROMA2_CPP_PIPELINE_HPP
#define CHROMA2_CPP_PIPELINE_HPP

#include <functional>
#include <memory>

#include "chroma2/cpp/kernel.hpp"

namespace chroma2 {

namespace detail {

/// A function that gets results; kept by its own call too, since that may end the pipeline.
using step_function =
    std::function<void(chroma2_status status, const chroma2_pipeline_result* result, const void* telemetry)>;

inline void on_step(void* user, chroma2_status status, const chroma2_pipeline_result* result,
                    const void* telemetry) noexcept {
  const std::shared_ptr<step_function> kept = *static_cast<const std::shared_ptr<step_function>*>(user);
  (*kept)(status, result, telemetry);
}

/// How a pipeline ends, and then its function.
struct end_pipeline {
  std::shared_ptr<step_function>* function = nullptr;
  void operator()(chroma2_pipeline* raw) const noexcept {
    static_cast<void>(chroma2_pipeline_destroy(raw));
    delete function;
  }
};

}  // namespace detail

/// A pipeline; see chroma2/pipeline.h and chroma2/pipeline_io.h. One thread may submit while another takes results. At its
/// end the results that were not taken are dropped, also those for a function: flush before.
class pipeline : public handle<chroma2_pipeline, detail::end_pipeline> {
 public:
  /// Gets each step's result, in order, on a thread of the pipeline; see chroma2_step_callback. It must not throw.
  using step_function = detail::step_function;

  pipeline() noexcept = default;
  explicit pipeline(no_handle_t) noexcept {}
  explicit pipeline(chroma2_pipeline* raw) noexcept { reset(raw); }
  /// config.kernel and config.arguments are set by these.
  pipeline(const kernel& kernel, chroma2_pipeline_config config, const arguments& given = {}) {
    reset(made(kernel, config, given));
  }
  pipeline(const kernel& kernel, chroma2_pipeline_config config, const arguments& given, step_function function) {
    if (config.user || config.on_step) {
      throw std::invalid_argument("chroma2: config has an on_step or a user pointer of its own; a function needs them");
    }
    auto owned = std::make_unique<std::shared_ptr<step_function>>(std::make_shared<step_function>(std::move(function)));
    config.on_step = &detail::on_step;
    config.user = owned.get();
    chroma2_pipeline* const raw = made(kernel, config, given);
    reset(raw, detail::end_pipeline{owned.release()});
  }

  chroma2_pipeline_info info() const {
    auto info = make<chroma2_pipeline_info>();
    check(chroma2_pipeline_get_info(get(), &info));
    return info;
  }
  chroma2_pipeline_stats stats() const {
    auto stats = make<chroma2_pipeline_stats>();
    check(chroma2_pipeline_get_stats(get(), &stats));
    return stats;
  }

  /// Submits a step and takes a result, with its telemetry where result.ready is 1: of this step in synchronous mode, else of
  /// an earlier one. The types have the sizes of the blocks.
  template <class Config, class Telemetry,
            class = std::enable_if_t<!std::is_pointer<Config>::value && !std::is_null_pointer<Config>::value>>
  chroma2_pipeline_result step(const Config& config, Telemetry& telemetry) const {
    static_assert(!std::is_pointer<Telemetry>::value, "a block, or two addresses");
    fits<Config>(info().config_bytes, "config");
    fits<Telemetry>(info().telemetry_bytes, "telemetry");
    return step(static_cast<const void*>(&config), static_cast<void*>(&telemetry));
  }
  /// The same with addresses of blocks, whose size is not checked; nullptr: the reserved block, and no telemetry.
  chroma2_pipeline_result step(const void* config, void* telemetry) const {
    auto result = make<chroma2_pipeline_result>();
    check(chroma2_pipeline_step(get(), config, telemetry, &result));
    return result;
  }

  /// Submits a step with a configuration (nullptr: the reserved block); its number. Throws, as a timeout, where there is no
  /// room within the limit.
  std::uint64_t submit(const void* config) const { return submit(config, UINT64_MAX); }
  std::uint64_t submit(const void* config, std::chrono::nanoseconds limit) const {
    return submit(config, detail::nanoseconds(limit));
  }
  /// The next step's configuration block, to be written in place and submitted by nullptr. Waits for room, as submit does:
  /// for ever where results are neither taken nor released.
  void* reserve() const { return reserve(UINT64_MAX); }
  /// The same; throws, as a timeout, where there is no room within the limit.
  void* reserve(std::chrono::nanoseconds limit) const { return reserve(detail::nanoseconds(limit)); }
  template <class Config>
  Config* reserve() const {
    fits<Config>(info().config_bytes, "config");
    return static_cast<Config*>(reserve());
  }

  /// Waits for the oldest step that was not taken; result.ready is 0 where all were taken. `telemetry`: nullptr, or room
  /// for a block.
  chroma2_pipeline_result wait(void* telemetry) const { return wait(telemetry, UINT64_MAX); }
  chroma2_pipeline_result wait(void* telemetry, std::chrono::nanoseconds limit) const {
    return wait(telemetry, detail::nanoseconds(limit));
  }
  /// The same, with the block where it is, until the next call that takes a result or finds none, or release;
  /// nullptr where there is none.
  const void* view(chroma2_pipeline_result& result) const { return view(result, UINT64_MAX); }
  const void* view(chroma2_pipeline_result& result, std::chrono::nanoseconds limit) const {
    return view(result, detail::nanoseconds(limit));
  }
  template <class Telemetry>
  const Telemetry* view(chroma2_pipeline_result& result) const {
    fits<Telemetry>(info().telemetry_bytes, "telemetry");
    return static_cast<const Telemetry*>(view(result));
  }
  /// Gives the block of a view back, so that another step can have it.
  void release_view() const { check(chroma2_pipeline_release(get())); }
  /// Waits until no step is on the way; results stay to be taken.
  void flush() const { check(chroma2_pipeline_flush(get(), UINT64_MAX)); }
  /// The same; false where steps are on the way after the limit.
  bool flush(std::chrono::nanoseconds limit) const {
    const chroma2_status status = chroma2_pipeline_flush(get(), detail::nanoseconds(limit));
    if (status == CHROMA2_STATUS_TIMEOUT) return false;
    check(status);
    return true;
  }

  /// Copies of the state, after the steps that were submitted.
  void read_state(void* to, std::uint64_t bytes, std::uint64_t first = 0) const {
    check(chroma2_pipeline_read_state(get(), first, bytes, to));
  }
  void write_state(const void* from, std::uint64_t bytes, std::uint64_t first = 0) const {
    check(chroma2_pipeline_write_state(get(), first, bytes, from));
  }

 private:
  static chroma2_pipeline* made(const kernel& kernel, chroma2_pipeline_config& config, const arguments& given) {
    config.kernel = kernel.get();
    const auto list = given.list();
    config.arguments = list.data();
    config.argument_count = list.size();
    chroma2_pipeline* raw = nullptr;
    check(chroma2_pipeline_create(&config, &raw));
    return raw;
  }
  template <class Block>
  static void fits(std::uint64_t bytes, const char* name) {
    static_assert(std::is_trivially_copyable<Block>::value, "a block is copied byte for byte");
    if (sizeof(Block) == bytes) return;
    throw std::invalid_argument(std::string("chroma2: ") + name + " has " + std::to_string(sizeof(Block)) +
                                " bytes, and the pipeline's block " + std::to_string(bytes));
  }
  void* reserve(std::uint64_t nanoseconds) const {
    void* place = nullptr;
    check(chroma2_pipeline_reserve(get(), nanoseconds, &place));
    return place;
  }
  const void* view(chroma2_pipeline_result& result, std::uint64_t nanoseconds) const {
    const void* place = nullptr;
    result = make<chroma2_pipeline_result>();
    check(chroma2_pipeline_view(get(), nanoseconds, &place, &result));
    return place;
  }
  std::uint64_t submit(const void* config, std::uint64_t nanoseconds) const {
    std::uint64_t step = 0;
    check(chroma2_pipeline_submit(get(), config, nanoseconds, &step));
    return step;
  }
  chroma2_pipeline_result wait(void* telemetry, std::uint64_t nanoseconds) const {
    auto result = make<chroma2_pipeline_result>();
    check(chroma2_pipeline_wait(get(), nanoseconds, telemetry, &result));
    return result;
  }
};

}  // namespace chroma2

#endif  // CHROMA2_CPP_PIPELINE_HPP
