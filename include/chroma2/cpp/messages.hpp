// Message queues: messages in, results out, each once, worked on by a kernel that stays on a GPU or by threads.
#ifndef CHROMA2_CPP_MESSAGES_HPP
#define CHROMA2_CPP_MESSAGES_HPP

#include <algorithm>
#include <cstdint>

#include "chroma2/cpp/core.hpp"

namespace chroma2 {

/// What came of a message, and its result.
struct received_message {
  chroma2_message_result result{};
  std::vector<unsigned char> data;
};

/// A message that has failed.
struct dead_message {
  chroma2_dead_letter letter = make<chroma2_dead_letter>();
  std::vector<unsigned char> data;
};

/// A queue of messages with a result each; see chroma2/message_queue.h. Any thread, several at once.
class message_queue
    : public handle<chroma2_message_queue, destroy_with<chroma2_message_queue, chroma2_message_queue_destroy>> {
 public:
  message_queue() noexcept = default;
  explicit message_queue(no_handle_t) noexcept {}
  explicit message_queue(chroma2_message_queue* raw) noexcept { reset(raw); }
  message_queue(const context& context, const chroma2_message_queue_config& config) {
    chroma2_message_queue* raw = nullptr;
    check(chroma2_message_queue_create(context.get(), &config, &raw));
    reset(raw);
  }

  chroma2_message_queue_info info() const {
    auto info = make<chroma2_message_queue_info>();
    check(chroma2_message_queue_get_info(get(), &info));
    return info;
  }
  chroma2_message_queue_stats stats() const {
    auto stats = make<chroma2_message_queue_stats>();
    check(chroma2_message_queue_get_stats(get(), &stats));
    return stats;
  }

  /// Puts a message in, waiting for room; its id. Throws, as a timeout, where there is none within the limit.
  std::uint64_t enqueue(span<unsigned char> message, std::uint64_t key = 0) const {
    return enqueue(message, key, UINT64_MAX);
  }
  std::uint64_t enqueue(span<unsigned char> message, std::uint64_t key, std::chrono::nanoseconds limit) const {
    return enqueue(message, key, detail::nanoseconds(limit));
  }
  /// Puts messages in, as a batch says; ids of those that were taken within the limit.
  std::vector<std::uint64_t> enqueue(const chroma2_message_batch& batch, std::chrono::nanoseconds limit) const {
    std::vector<std::uint64_t> ids(static_cast<std::size_t>(batch.count));
    std::uint64_t taken = 0;
    check_wait(chroma2_message_queue_enqueue_batch(get(), &batch, detail::nanoseconds(limit), ids.data(), &taken));
    ids.resize(static_cast<std::size_t>(taken));
    return ids;
  }

  /// A slot that the program writes a message to, and then commits or cancels.
  struct reservation {
    void* place;
    std::uint64_t number;
  };
  reservation reserve(std::chrono::nanoseconds limit) const {
    reservation made{};
    check(chroma2_message_queue_reserve(get(), detail::nanoseconds(limit), &made.place, &made.number));
    return made;
  }
  /// The id of the message.
  std::uint64_t commit(const reservation& made, std::uint32_t bytes, std::uint64_t key = 0) const {
    std::uint64_t id = 0;
    check(chroma2_message_queue_commit(get(), made.number, bytes, key, &id));
    return id;
  }
  void cancel(const reservation& made) const { check(chroma2_message_queue_cancel(get(), made.number)); }

  /// The result of a message; false where there is none yet. Its data has the size of the result.
  bool try_result(std::uint64_t id, received_message& message) const {
    return collect(message, [&](void* data, std::uint64_t room, chroma2_message_result* result) {
      return chroma2_message_queue_try_result(get(), id, data, room, result);
    });
  }
  /// The same, waiting for it.
  bool wait_result(std::uint64_t id, received_message& message, std::chrono::nanoseconds limit) const {
    return collect(message, [&](void* data, std::uint64_t room, chroma2_message_result* result) {
      return chroma2_message_queue_wait_result(get(), id, data, room, detail::nanoseconds(limit), result);
    });
  }
  /// The result of any message; false where none has come within the limit.
  bool dequeue_any(received_message& message, std::chrono::nanoseconds limit) const {
    return collect(message, [&](void* data, std::uint64_t room, chroma2_message_result* result) {
      return chroma2_message_queue_dequeue_any(get(), data, room, detail::nanoseconds(limit), result);
    });
  }
  /// Results of up to `most` messages, each into `room` bytes of `data`; how many.
  std::size_t dequeue_batch(void* data, std::size_t room, chroma2_message_result* results, std::size_t most,
                            std::chrono::nanoseconds limit) const {
    std::uint64_t count = 0;
    check_wait(
        chroma2_message_queue_dequeue_batch(get(), data, room, results, most, detail::nanoseconds(limit), &count));
    return static_cast<std::size_t>(count);
  }
  /// Ids of up to `most` messages with results, each told once.
  std::vector<std::uint64_t> poll_completions(std::size_t most) const {
    std::vector<std::uint64_t> ids(most);
    std::uint64_t count = 0;
    check(chroma2_message_queue_poll_completions(get(), ids.data(), most, &count));
    ids.resize(static_cast<std::size_t>(count));
    return ids;
  }
  /// The oldest message that has failed; false where none is kept.
  bool take_dead_letter(dead_message& message) const {
    message.data.resize(info().input_bytes);
    const chroma2_status status =
        chroma2_message_queue_take_dead_letter(get(), message.data.data(), message.data.size(), &message.letter);
    if (status == CHROMA2_STATUS_TIMEOUT) return false;
    check(status);
    message.data.resize(message.letter.bytes);
    return true;
  }

  /// Begins no more messages; whether none is worked on any more within the limit.
  bool pause(std::chrono::nanoseconds limit) const {
    const chroma2_status status = chroma2_message_queue_pause(get(), detail::nanoseconds(limit));
    check_wait(status);
    return status == CHROMA2_STATUS_OK;
  }
  void resume() const { check(chroma2_message_queue_resume(get())); }
  bool is_running() const {
    std::uint32_t running = 0;
    check(chroma2_message_queue_is_running(get(), &running));
    return running != 0;
  }
  /// Takes no more messages, and waits for those that were taken; what is left at the end of the limit.
  chroma2_message_queue_left shut_down(std::chrono::nanoseconds limit) const {
    auto left = make<chroma2_message_queue_left>();
    check_wait(chroma2_message_queue_shut_down(get(), detail::nanoseconds(limit), &left));
    return left;
  }

 private:
  /// Throws unless all is well, or only the time was over.
  static void check_wait(chroma2_status status) {
    if (status != CHROMA2_STATUS_TIMEOUT) check(status);
  }
  std::uint64_t enqueue(span<unsigned char> message, std::uint64_t key, std::uint64_t limit) const {
    std::uint64_t id = 0;
    // One that is too long is refused as such, not cut.
    const std::size_t bytes = std::min<std::size_t>(message.size(), UINT32_MAX);
    check(chroma2_message_queue_enqueue(get(), message.data(), static_cast<std::uint32_t>(bytes), key, limit, &id));
    return id;
  }
  template <class Call>
  bool collect(received_message& message, Call&& call) const {
    message.data.resize(info().output_bytes);
    const chroma2_status status = call(message.data.data(), message.data.size(), &message.result);
    if (status == CHROMA2_STATUS_TIMEOUT) return false;
    check(status);
    message.data.resize(message.result.bytes);
    return true;
  }
};

}  // namespace chroma2

#endif  // CHROMA2_CPP_MESSAGES_HPP
