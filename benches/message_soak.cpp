// Exactly once, for long: producers and consumers of a message queue come and go, the queue is paused and goes on, messages fail
// (1 in 100 for good, 3 in 100 at first), and each comes back once, with its id and the right bytes, and each dead letter once.
// A line every ten seconds. Ends with 1 where something is wrong, does not go on for 30 s, or where memory grows.
//
//     g++ -std=c++17 -O2 -Iinclude -Itests/c benches/message_soak.cpp -o message_soak -Llib -lchroma2 -pthread
//     message_soak SECONDS full|random cuda|cpu [FUNCTION]
//
// full: two producers and two consumers of batches, without a rest. random: up to four of each, by every function that puts
// messages in or collects them, with pauses in which the kernel leaves. FUNCTION: tests/gpu/message_function.cu as a fatbin;
// without it, on a GPU, the built-in checksum, of which nothing fails.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <unordered_map>

#include "ledger.h"
#include "message_function.h"
#include "watch.h"

namespace {

constexpr uint32_t kBytes = 256, kRetries = 2;
constexpr uint64_t kSecond = 1000000000, kMost = 256;  // messages of a batch
constexpr size_t kLetters = 1 << 16;

bool random_form, function;
chroma2_message_queue* queue;
Ledger ledger;
std::atomic<bool> produces{true}, consumes{true};
std::atomic<uint64_t> came{0}, failed{0}, retried{0}, cancelled{0}, pauses{0}, threads{0};
Watch::Part *producers_part, *consumers_part, *letters_part, *pauses_part;

using Random = std::mt19937_64;

uint64_t below(Random& random, uint64_t limit) { return random() % limit; }
bool one_in(Random& random, uint64_t limit) { return below(random, limit) == 0; }
void rest(uint64_t microseconds) { std::this_thread::sleep_for(std::chrono::microseconds(microseconds)); }
unsigned long long number(uint64_t value) { return value; }

// All that follows from a message's key.
struct Message {
  unsigned char data[kBytes];
  uint32_t bytes = kBytes, attempts = 1;
  bool fails = false;

  explicit Message(uint64_t key) {
    const uint64_t chance = mixed(key ^ kGolden);
    if (random_form) bytes = 2 + static_cast<uint32_t>(chance >> 32) % (kBytes - 1);
    fill(key, data, bytes);
    if (!function) return;
    const uint64_t share = chance % 100;
    data[0] = share == 0 ? FAILS : share <= 3 ? FAILS_AT_FIRST : PLAIN;
    if (data[0] == FAILS_AT_FIRST) data[1] = static_cast<unsigned char>(1 + share % kRetries);
    fails = data[0] == FAILS;
    if (data[0] != PLAIN) attempts = fails ? kRetries + 1 : 1u + data[1];
  }

  // Writes what must come back; its bytes.
  uint32_t result(unsigned char* to) const {
    if (function) {
      for (uint32_t i = 0; i < bytes; ++i) to[i] = static_cast<unsigned char>(data[i] + 1);
      return bytes;
    }
    uint64_t sum = mixed(bytes);
    for (uint32_t i = 0; i < bytes; i += 4) {
      uint32_t word = 0;
      std::memcpy(&word, data + i, std::min(bytes - i, 4u));
      sum += mixed(word + (i / 4 + 1) * kGolden);
    }
    std::memcpy(to, &sum, sizeof sum);
    return sizeof sum;
  }
};

// Dead letters that were to come, or came before the result that says so.
class Letters {
 public:
  // Both the result and the letter are told here.
  void tell(uint64_t key, uint64_t id) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto [place, fresh] = ids_.emplace(key, id);
    if (fresh) return;
    if (place->second != id) fail("the dead letter of message %llu has another id", number(key));
    ids_.erase(place);
  }
  size_t open() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return ids_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_map<uint64_t, uint64_t> ids_;
} letters;

// Results and their data, `stride` bytes apart.
void take(const chroma2_message_result* results, const unsigned char* data, size_t stride, uint64_t count) {
  unsigned char right[kBytes];
  uint64_t failures = 0, further = 0;
  for (uint64_t i = 0; i < count; ++i) {
    const chroma2_message_result& result = results[i];
    const Message message(result.key);
    const uint32_t outcome = message.fails ? CHROMA2_MESSAGE_OUTCOME_FAILED : CHROMA2_MESSAGE_OUTCOME_DONE;
    if (result.outcome != outcome || result.code != (message.fails ? 7u : 0u) || result.attempts != message.attempts)
      fail("message %llu has outcome %u, code %u, %u attempts; %u, %u, %u are right", number(result.key),
           result.outcome, result.code, result.attempts, outcome, message.fails ? 7u : 0u, message.attempts);
    if (!message.fails) {
      const uint32_t bytes = message.result(right);
      if (result.bytes != bytes || std::memcmp(data + i * stride, right, bytes) != 0)
        fail("message %llu has %u bytes of a result where there must be %u, or other bytes", number(result.key),
             result.bytes, bytes);
    }
    if (message.fails) letters.tell(result.key, result.id);
    failures += message.fails;
    further += message.attempts - 1;
  }
  failed += failures;
  retried += further;
  ledger.came(results, count);
  came += count;
  consumers_part->add(count);
}

void put_batch(uint64_t count) {
  static thread_local std::vector<unsigned char> data(kMost * kBytes);
  uint64_t keys[kMost], ids[kMost];
  uint32_t sizes[kMost];
  const uint64_t first = ledger.draw(count);
  for (uint64_t i = 0; i < count; ++i) {
    const Message message(keys[i] = first + i);
    std::memcpy(&data[i * kBytes], message.data, sizes[i] = message.bytes);
  }
  for (uint64_t done = 0; done < count;) {
    auto batch = make<chroma2_message_batch>();
    batch.data = &data[done * kBytes];
    batch.stride = kBytes;
    batch.count = count - done;
    batch.sizes = sizes + done;
    batch.keys = keys + done;
    uint64_t taken = 0;
    const chroma2_status status = chroma2_message_queue_enqueue_batch(queue, &batch, kSecond / 100, ids, &taken);
    if (status != CHROMA2_STATUS_TIMEOUT) check(status);
    demand((taken == batch.count) == (status == CHROMA2_STATUS_OK), "a batch's status and what was taken do not agree");
    ledger.sent(first + done, ids, taken);
    done += taken;
    producers_part->add(taken);
  }
}

// Puts a message in by itself; its id.
uint64_t put_one(bool in_place) {
  const uint64_t key = ledger.draw(1);
  const Message message(key);
  uint64_t id = 0;
  if (in_place) {
    void* place = nullptr;
    uint64_t reservation = 0;
    check(chroma2_message_queue_reserve(queue, UINT64_MAX, &place, &reservation));
    std::memcpy(place, message.data, message.bytes);
    check(chroma2_message_queue_commit(queue, reservation, message.bytes, key, &id));
  } else {
    check(chroma2_message_queue_enqueue(queue, message.data, message.bytes, key, UINT64_MAX, &id));
  }
  ledger.sent(key, &id, 1);
  producers_part->add(1);
  return id;
}

// Takes the result of a message, unless another consumer has: false then.
bool take_by_id(uint64_t id, uint64_t limit) {
  unsigned char data[kBytes];
  chroma2_message_result result;
  const chroma2_status status = limit == 0 ? chroma2_message_queue_try_result(queue, id, data, kBytes, &result)
                                           : chroma2_message_queue_wait_result(queue, id, data, kBytes, limit, &result);
  if (status == CHROMA2_STATUS_TIMEOUT || status == CHROMA2_STATUS_INVALID_ARGUMENT) return false;
  check(status);
  demand(result.id == id, "the result of another message came");
  take(&result, data, kBytes, 1);
  return true;
}

// One producer's life.
void produce(uint64_t seed) {
  Random random(seed);
  const auto start = Clock::now();
  const double life = random_form ? 0.001 * static_cast<double>(1 + below(random, 1500)) : 5;
  const uint64_t way = random_form ? below(random, 4) : 0;
  while (produces && since(start) < life) {
    if (way == 0) put_batch(random_form ? 1 + below(random, kMost) : kMost);
    if (way == 1) put_one(false);
    if (way == 2) {
      put_one(true);
      if (one_in(random, 10)) {
        void* place = nullptr;
        uint64_t reservation = 0;
        check(chroma2_message_queue_reserve(queue, UINT64_MAX, &place, &reservation));
        check(chroma2_message_queue_cancel(queue, reservation));
        ++cancelled;
      }
    }
    if (way == 3) take_by_id(put_one(one_in(random, 2)), kSecond / 10);
    if (random_form && one_in(random, 20)) rest(below(random, one_in(random, 20) ? 30000 : 500));
  }
}

void consume(uint64_t seed) {
  Random random(seed);
  const auto start = Clock::now();
  const double life = random_form ? 0.001 * static_cast<double>(1 + below(random, 1500)) : 5;
  const uint64_t way = random_form ? below(random, 3) : 0, limit = kSecond / 1000;
  std::vector<unsigned char> data(kMost * kBytes);
  std::vector<chroma2_message_result> results(kMost);
  while (consumes && since(start) < life) {
    if (letters.open() > kLetters / 2) {  // whoever takes them is behind: none may be lost
      rest(100);
      continue;
    }
    if (way == 2) {
      uint64_t ids[kMost], told = 0;
      check(chroma2_message_queue_poll_completions(queue, ids, 1 + below(random, kMost), &told));
      for (uint64_t i = 0; i < told; ++i) take_by_id(ids[i], 0);
      if (told == 0) rest(50);
    } else {
      const uint64_t most = way == 1 ? 1 : random_form ? 1 + below(random, kMost) : kMost;
      uint64_t count = 0;
      const chroma2_status status =
          most == 1
              ? chroma2_message_queue_dequeue_any(queue, data.data(), kBytes, limit, results.data())
              : chroma2_message_queue_dequeue_batch(queue, data.data(), kBytes, results.data(), most, limit, &count);
      if (status == CHROMA2_STATUS_TIMEOUT) continue;
      check(status);
      take(results.data(), data.data(), kBytes, most == 1 ? 1 : count);
    }
    if (random_form && one_in(random, 50)) rest(below(random, 5000));
  }
}

// Lives one after another, each a thread of its own.
template <class Life>
void seat(uint64_t seed, const std::atomic<bool>& goes_on, Life live) {
  Random random(seed);
  while (goes_on) {
    const uint64_t next = random();
    std::thread([&] { live(next); }).join();
    ++threads;
    if (random_form && goes_on) rest(below(random, 200000));
  }
}

void take_letters() {
  unsigned char data[kBytes];
  while (consumes || letters.open() > 0) {
    letters_part->busy = letters.open() > 0;
    auto letter = make<chroma2_dead_letter>();
    const chroma2_status status = chroma2_message_queue_take_dead_letter(queue, data, kBytes, &letter);
    if (status == CHROMA2_STATUS_TIMEOUT) {
      rest(random_form ? 5000 : 200);
      continue;
    }
    check(status);
    const Message message(letter.key);
    if (!message.fails || letter.code != 7 || letter.outcome != CHROMA2_MESSAGE_OUTCOME_FAILED ||
        letter.attempts != message.attempts || letter.bytes != message.bytes ||
        std::memcmp(data, message.data, message.bytes) != 0)
      fail("the dead letter of message %llu is not what was sent, or has another code", number(letter.key));
    letters.tell(letter.key, letter.id);
    letters_part->add(1);
  }
  letters_part->busy = false;
}

chroma2_message_queue_stats stats() {
  auto stats = make<chroma2_message_queue_stats>();
  check(chroma2_message_queue_get_stats(queue, &stats));
  return stats;
}

// Pauses the queue now and then: while it is paused nothing is worked on.
void pause_and_resume(uint64_t seed) {
  Random random(seed);
  const auto is_running = [] {
    uint32_t running = 2;
    check(chroma2_message_queue_is_running(queue, &running));
    return running == 1;
  };
  while (produces) {
    const auto start = Clock::now();
    const double wait = random_form ? 0.001 * static_cast<double>(below(random, 1000)) : 2;
    while (produces && since(start) < wait) rest(10000);
    check(chroma2_message_queue_pause(queue, 20 * kSecond));
    demand(!is_running(), "a queue that was paused says that it is running");
    const uint64_t processed = stats().processed;
    rest(1000 + below(random, random_form ? 100000 : 10000));
    demand(stats().processed == processed, "a paused queue has worked on messages");
    check(chroma2_message_queue_resume(queue));
    demand(is_running(), "a queue that was resumed says that it is not running");
    ++pauses;
    pauses_part->add(1);
  }
  pauses_part->busy = false;
}

// Bytes: of the process, and of the context on the host and on the device.
struct Memory {
  uint64_t process = 0, context = 0, device = 0;

  static Memory now(const chroma2_context* context) {
    Memory memory;
    uint64_t size = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> size >> resident;
    memory.process = resident * 4096;
    auto info = make<chroma2_context_info>();
    check(chroma2_context_get_info(context, &info));
    memory.context = info.memory;
    memory.device = info.device_memory;
    return memory;
  }
  void most(const Memory& other) {
    process = std::max(process, other.process);
    context = std::max(context, other.context);
    device = std::max(device, other.device);
  }
};

double mib(uint64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

chroma2_message_queue* make_queue(const chroma2_context* context, bool cuda, const std::string& code) {
  auto config = make<chroma2_message_queue_config>();
  config.capacity = random_form ? 1024 : 8192;
  config.input_bytes = kBytes;
  config.output_bytes = kBytes;
  config.operation = function ? CHROMA2_MESSAGE_OPERATION_FUNCTION : CHROMA2_MESSAGE_OPERATION_CHECKSUM;
  if (function) {
    config.retries = kRetries;
    config.dead_letters = kLetters;
    if (cuda) {
      config.program = code.data();
      config.program_bytes = code.size();
      config.program_kind = CHROMA2_MESSAGE_PROGRAM_BINARY;
    } else {
      config.function = message_function;
    }
  }
  chroma2_message_queue* made = nullptr;
  check(chroma2_message_queue_create(context, &config, &made));
  return made;
}

// What the queue has counted is what came.
void account() {
  const chroma2_message_queue_stats now = stats();
  const uint64_t all = ledger.drawn();
  const struct {
    const char* name;
    uint64_t counted, right;
  } counts[] = {{"enqueued", now.enqueued, all},
                {"processed", now.processed, all},
                {"delivered", now.delivered, all},
                {"received", came, all},
                {"errors", now.errors, failed},
                {"retries", now.retries, retried},
                {"depth", now.depth, 0},
                {"dead letters left", now.dead_letters, 0},
                {"dead letters lost", now.dead_letters_lost, 0},
                {"dead letters taken", letters_part->done, failed}};
  bool right = true;
  for (const auto& count : counts) {
    if (count.counted == count.right) continue;
    right = false;
    std::fprintf(stderr, "%s: %llu; %llu is right\n", count.name, number(count.counted), number(count.right));
  }
  demand(right, "the final account is wrong");
  auto left = make<chroma2_message_queue_left>();
  check(chroma2_message_queue_shut_down(queue, 10 * kSecond, &left));
  demand(left.unprocessed == 0 && left.undelivered == 0, "something is left of a queue of which all was collected");
}

}  // namespace

int main(int count, char** words) {
  const char* const usage = "usage: message_soak SECONDS full|random cuda|cpu [FUNCTION.fatbin]";
  demand(count == 4 || count == 5, usage);
  const double seconds = std::atof(words[1]);
  const std::string form = words[2], backend = words[3];
  demand(seconds > 0 && (form == "full" || form == "random") && (backend == "cuda" || backend == "cpu"), usage);
  random_form = form == "random";
  const bool cuda = backend == "cuda";
  std::string code;
  if (count == 5) {
    std::ifstream file(words[4], std::ios::binary);
    code.assign(std::istreambuf_iterator<char>(file), {});
    if (code.empty()) fail("%s cannot be read, or is empty", words[4]);
  }
  function = !cuda || !code.empty();
  std::random_device entropy;
  const uint64_t seed = uint64_t(entropy()) << 32 | entropy();

  auto config = make<chroma2_context_config>();
  config.backend = cuda ? CHROMA2_BACKEND_CUDA : CHROMA2_BACKEND_CPU;
  chroma2_context* context = nullptr;
  check(chroma2_context_create(&config, &context));
  queue = make_queue(context, cuda, code);
  std::printf("# Messages exactly once: %s, %s, %s, %.0f s\n\n", form.c_str(), cuda ? "a GPU" : "the processor",
              function ? "a function of which 1 % fail and 3 % fail at first" : "checksums", seconds);
  std::printf(
      "| s | sent | came | M/s | retries | failed | dead letters | launches | pauses | threads | process MiB | device MiB |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  std::fflush(stdout);

  Watch watch;
  const auto state = [] {
    const chroma2_message_queue_stats now = stats();
    return ledger.state() + "; enqueued " + std::to_string(now.enqueued) + ", processed " +
           std::to_string(now.processed) + ", delivered " + std::to_string(now.delivered) + ", depth " +
           std::to_string(now.depth) + ", launches " + std::to_string(now.launches) + ", dead letters " +
           std::to_string(now.dead_letters);
  };
  producers_part = &watch.part("messages in");
  consumers_part = &watch.part("results out", state);
  letters_part = &watch.part("dead letters");
  pauses_part = &watch.part("pause and resume");
  producers_part->busy = consumers_part->busy = pauses_part->busy = true;

  const auto start = Clock::now();
  std::vector<std::thread> producers, others;
  Random random(seed);
  const int seats = random_form ? 4 : 2;
  for (int i = 0; i < seats; ++i) {
    producers.emplace_back([next = random()] { seat(next, produces, produce); });
    others.emplace_back([next = random()] { seat(next, consumes, consume); });
  }
  producers.emplace_back([next = random()] { pause_and_resume(next); });
  if (function) others.emplace_back(take_letters);

  // What comes first is what is allocated once: 20 % of the time. Then the most until the middle, and after it.
  Memory early, late;
  double told = 0;
  uint64_t told_came = 0;
  const auto line = [&](const Memory& memory) {
    const double now = since(start);
    const chroma2_message_queue_stats queue_stats = stats();
    const uint64_t all = came;
    std::printf("| %.0f | %llu | %llu | %.3f | %llu | %llu | %llu | %llu | %llu | %llu | %.1f | %.1f |\n", now,
                number(ledger.drawn()), number(all), static_cast<double>(all - told_came) / (now - told) * 1e-6,
                number(retried), number(failed), number(letters_part->done), number(queue_stats.launches),
                number(pauses), number(threads), mib(memory.process), mib(memory.device));
    std::fflush(stdout);
    told = now;
    told_came = all;
  };
  for (double now = 0; now < seconds; now = since(start)) {
    rest(200000);
    const Memory memory = Memory::now(context);
    now = since(start);
    if (now > 0.2 * seconds) (now < 0.6 * seconds ? early : late).most(memory);
    if (now - told >= 10) line(memory);
  }

  produces = false;
  for (std::thread& thread : producers) thread.join();
  producers_part->busy = false;
  while (!ledger.settled()) rest(1000);
  consumes = false;
  consumers_part->busy = false;
  for (std::thread& thread : others) thread.join();
  line(Memory::now(context));
  account();
  const auto kept = [](const char* name, uint64_t before, uint64_t after, uint64_t slack) {
    std::printf("%s: at most %.1f MiB until the middle, %.1f MiB after it\n", name, mib(before), mib(after));
    if (after > before + slack) fail("memory has grown: %s", name);
  };
  std::printf("\n");
  if (early.process > 0) {
    kept("memory of the process", early.process, late.process, 32 << 20);
    kept("memory of the context", early.context, late.context, 16 << 20);  // dead letters that wait
    kept("memory of the device", early.device, late.device, 0);
  }
  std::printf("%llu messages, each once, in %.1f s; %llu reservations given up; seed %llu\n", number(came),
              since(start), number(cancelled), number(seed));
  check(chroma2_message_queue_destroy(queue));
  check(chroma2_context_destroy(context));
  demand(chroma2_live_handles() == 0, "handles are left");
}
