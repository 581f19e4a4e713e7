// Messages as a load: 256 bytes that come back, one thread that puts batches in and one that collects them.
#pragma once
#include "ledger.h"
#include "load.h"

class MessageLoad : public Load {
 public:
  MessageLoad(Watch& watch, const std::string& where, const chroma2_context* context, uint32_t device, uint64_t slots)
      : Load(watch, "messages of " + where), where_(where) {
    auto config = make<chroma2_message_queue_config>();
    config.capacity = slots;
    config.input_bytes = config.output_bytes = kBytes;
    config.operation = CHROMA2_MESSAGE_OPERATION_ECHO;
    config.device = device;
    check(chroma2_message_queue_create(context, &config, &queue_));
  }
  ~MessageLoad() override { check(chroma2_message_queue_destroy(queue_)); }

  void account() const override {
    const chroma2_message_queue_stats now = stats();
    const uint64_t all = ledger_.drawn();
    if (now.enqueued != all || now.processed != all || now.delivered != all ||
        now.errors + now.retries + now.depth != 0)
      fail("messages of %s: %llu were sent, and the queue has counted: %s", where_.c_str(),
           static_cast<unsigned long long>(all), state().c_str());
  }

 private:
  static constexpr uint32_t kBytes = 256;
  static constexpr uint64_t kBatch = 256;

  void begin() override {
    sends_ = true;
    threads_.emplace_back([this] {
      std::vector<unsigned char> data(kBatch * kBytes);
      std::vector<uint64_t> keys(kBatch), ids(kBatch);
      auto batch = make<chroma2_message_batch>();
      batch.data = data.data();
      batch.bytes = kBytes;
      batch.count = kBatch;
      batch.keys = keys.data();
      while (runs_) {
        const uint64_t first = ledger_.draw(kBatch);
        for (uint64_t i = 0; i < kBatch; ++i) {
          keys[i] = first + i;
          fill(keys[i], &data[i * kBytes], kBytes);
        }
        uint64_t taken = 0;
        check(chroma2_message_queue_enqueue_batch(queue_, &batch, UINT64_MAX, ids.data(), &taken));
        demand(taken == kBatch, "fewer messages were taken than given, without a limit");
        ledger_.sent(first, ids.data(), kBatch);
      }
      sends_ = false;
    });
    threads_.emplace_back([this] {
      std::vector<unsigned char> data(kBatch * kBytes), right(kBytes);
      std::vector<chroma2_message_result> results(kBatch);
      while (sends_ || !ledger_.settled()) {
        uint64_t count = 0;
        const chroma2_status status =
            chroma2_message_queue_dequeue_batch(queue_, data.data(), kBytes, results.data(), kBatch, 1000000, &count);
        if (status == CHROMA2_STATUS_TIMEOUT) continue;
        check(status);
        for (uint64_t i = 0; i < count; ++i) {
          const chroma2_message_result& result = results[i];
          fill(result.key, right.data(), kBytes);
          if (result.outcome != 0 || result.attempts != 1 || result.bytes != kBytes ||
              std::memcmp(&data[i * kBytes], right.data(), kBytes) != 0)
            fail("messages of %s: message %llu came back with outcome %u, %u bytes, or other bytes", where_.c_str(),
                 static_cast<unsigned long long>(result.key), result.outcome, result.bytes);
        }
        ledger_.came(results.data(), count);
        part_.add(count);
      }
    });
  }

  std::string state() const override {
    const chroma2_message_queue_stats now = stats();
    return ledger_.state() + "; enqueued " + std::to_string(now.enqueued) + ", processed " +
           std::to_string(now.processed) + ", delivered " + std::to_string(now.delivered) + ", depth " +
           std::to_string(now.depth) + ", launches " + std::to_string(now.launches);
  }
  chroma2_message_queue_stats stats() const {
    auto stats = make<chroma2_message_queue_stats>();
    check(chroma2_message_queue_get_stats(queue_, &stats));
    return stats;
  }

  const std::string where_;
  chroma2_message_queue* queue_ = nullptr;
  Ledger ledger_;
  std::atomic<bool> sends_{false};
};
