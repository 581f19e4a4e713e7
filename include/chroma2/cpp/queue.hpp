// Queues: bounded, first in, first out, in the memory of a context's device.
#ifndef CHROMA2_CPP_QUEUE_HPP
#define CHROMA2_CPP_QUEUE_HPP

#include <type_traits>

#include "chroma2/cpp/core.hpp"

namespace chroma2 {

/// A queue of items of type T, from host memory into the memory of the context's device and back. Any
/// thread, several at once. Kernels, and threads on the processor, use it through chroma2::Queue<T> of
/// chroma2/device_queue.cuh, made from view().
template <class T>
class item_queue : public handle<chroma2_queue, destroy_with<chroma2_queue, chroma2_queue_destroy>> {
  static_assert(std::is_trivially_copyable<T>::value, "items are copied as bytes");
  static_assert(sizeof(T) >= CHROMA2_QUEUE_SMALLEST_ITEM && sizeof(T) <= CHROMA2_QUEUE_LARGEST_ITEM,
                "items have 4 to 256 bytes");

 public:
  item_queue() noexcept = default;
  explicit item_queue(no_handle_t) noexcept {}
  explicit item_queue(chroma2_queue* raw) noexcept { reset(raw); }
  /// Holds at least `capacity` items.
  item_queue(const context& context, std::uint64_t capacity, const std::string& name = {}) {
    auto config = make<chroma2_queue_config>();
    config.capacity = capacity;
    config.item_size = sizeof(T);
    config.name = name.c_str();
    chroma2_queue* raw = nullptr;
    check(chroma2_queue_create(context.get(), &config, &raw));
    reset(raw);
  }

  /// Pushes what there is room for; how many were transferred, from the begin.
  std::size_t try_push(span<T> items) const {
    std::uint64_t went = 0;
    const auto batch = batch_of(items.data(), items.size());
    check(chroma2_queue_try_push(get(), &batch, &went));
    return static_cast<std::size_t>(went);
  }
  /// Pops at most `most` items, as many as there are.
  std::vector<T> try_pop(std::size_t most) const {
    std::vector<T> items(most);
    std::uint64_t went = 0;
    const auto batch = batch_of(items.data(), most);
    check(chroma2_queue_try_pop(get(), &batch, &went));
    items.resize(static_cast<std::size_t>(went));
    return items;
  }

  /// Pushes all items, waiting for room; fewer are pushed where the time is over.
  std::size_t push(span<T> items) const { return push(items, UINT64_MAX); }
  std::size_t push(span<T> items, std::chrono::nanoseconds limit) const { return push(items, detail::nanoseconds(limit)); }
  /// Pops `count` items, waiting for them; fewer where the time is over.
  std::vector<T> pop(std::size_t count) const { return pop(count, UINT64_MAX); }
  std::vector<T> pop(std::size_t count, std::chrono::nanoseconds limit) const { return pop(count, detail::nanoseconds(limit)); }

  /// The same for `count` items at a place in host memory or, with the place of the queue's GPU in the list
  /// of devices(), in that GPU's; how many were transferred. A push reads them, a pop writes them.
  std::size_t try_push_from(const T* items, std::size_t count, std::uint32_t device = 0) const {
    std::uint64_t went = 0;
    const auto batch = batch_of(items, count, device);
    check(chroma2_queue_try_push(get(), &batch, &went));
    return static_cast<std::size_t>(went);
  }
  std::size_t try_pop_to(T* items, std::size_t count, std::uint32_t device = 0) const {
    std::uint64_t went = 0;
    const auto batch = batch_of(items, count, device);
    check(chroma2_queue_try_pop(get(), &batch, &went));
    return static_cast<std::size_t>(went);
  }
  std::size_t push_from(const T* items, std::size_t count, std::chrono::nanoseconds limit, std::uint32_t device = 0) const {
    std::uint64_t went = 0;
    const auto batch = batch_of(items, count, device);
    check_wait(chroma2_queue_push(get(), &batch, detail::nanoseconds(limit), &went));
    return static_cast<std::size_t>(went);
  }
  std::size_t pop_to(T* items, std::size_t count, std::chrono::nanoseconds limit, std::uint32_t device = 0) const {
    std::uint64_t went = 0;
    const auto batch = batch_of(items, count, device);
    check_wait(chroma2_queue_pop(get(), &batch, detail::nanoseconds(limit), &went));
    return static_cast<std::size_t>(went);
  }

  /// Puts an operation on a stream of the queue's GPU, and writes what went to *result then: items, *result
  /// and the queue must live until the stream has done it (see chroma2_queue_push_async).
  void push_async(const T* items, std::size_t count, std::uint32_t device, void* stream, std::uint64_t serial,
                  chroma2_queue_result* result) const {
    const auto batch = batch_of(items, count, device);
    check(chroma2_queue_push_async(get(), &batch, stream, serial, result));
  }
  void pop_async(T* items, std::size_t count, std::uint32_t device, void* stream, std::uint64_t serial,
                 chroma2_queue_result* result) const {
    const auto batch = batch_of(items, count, device);
    check(chroma2_queue_pop_async(get(), &batch, stream, serial, result));
  }

  /// Items in it; see chroma2_queue_get_length.
  std::size_t size() const {
    std::uint64_t length = 0;
    check(chroma2_queue_get_length(get(), &length));
    return static_cast<std::size_t>(length);
  }
  /// Throws its items away; how many.
  std::size_t drain() const {
    std::uint64_t drained = 0;
    check(chroma2_queue_drain(get(), &drained));
    return static_cast<std::size_t>(drained);
  }
  /// Empties it, and counts from 0 again. Alone.
  void clear() { check(chroma2_queue_reset(get())); }

  chroma2_queue_info info() const {
    auto info = make<chroma2_queue_info>();
    check(chroma2_queue_get_info(get(), &info));
    return info;
  }
  chroma2_queue_stats stats() const {
    auto stats = make<chroma2_queue_stats>();
    check(chroma2_queue_get_stats(get(), &stats));
    return stats;
  }
  /// For kernels.
  chroma2_queue_view view() const {
    auto view = make<chroma2_queue_view>();
    check(chroma2_queue_get_view(get(), &view));
    return view;
  }

 private:
  static chroma2_queue_batch batch_of(const T* items, std::size_t count, std::uint32_t device = 0) {
    auto batch = make<chroma2_queue_batch>();
    batch.data = const_cast<T*>(items);  // a push only reads it
    batch.count = count;
    batch.item_size = sizeof(T);
    batch.device = device;
    return batch;
  }
  /// Throws unless all is well, or only the time was over.
  static void check_wait(chroma2_status status) {
    if (status != CHROMA2_STATUS_TIMEOUT) check(status);
  }

  std::size_t push(span<T> items, std::uint64_t limit) const {
    std::uint64_t went = 0;
    const auto batch = batch_of(items.data(), items.size());
    check_wait(chroma2_queue_push(get(), &batch, limit, &went));
    return static_cast<std::size_t>(went);
  }
  std::vector<T> pop(std::size_t count, std::uint64_t limit) const {
    std::vector<T> items(count);
    std::uint64_t went = 0;
    const auto batch = batch_of(items.data(), count);
    check_wait(chroma2_queue_pop(get(), &batch, limit, &went));
    items.resize(static_cast<std::size_t>(went));
    return items;
  }
};

/// Runs workers that take items from `active`, add to their payload, and put them into `finished` or `spawn`,
/// until nothing is outstanding; see chroma2_queue_run_persistent. Any thread.
template <class T>
chroma2_persistent_stats run_persistent(const item_queue<T>& active, const item_queue<T>& spawn,
                                        const item_queue<T>& finished,
                                        const chroma2_persistent_options& options = make<chroma2_persistent_options>()) {
  auto stats = make<chroma2_persistent_stats>();
  check(chroma2_queue_run_persistent(active.get(), spawn.get(), finished.get(), &options, &stats));
  return stats;
}

}  // namespace chroma2

#endif  // CHROMA2_CPP_QUEUE_HPP
