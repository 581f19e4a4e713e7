// The same work with Redis and with a message queue: messages of 256 bytes go to a worker, which sums 64 floats as the
// operation "reduce" does, and each sum comes back to the program. With Redis (a server of its own on the loopback
// interface, without persistence) requests and results are lists, and the worker is a thread with a connection of its own.
//
//     g++ -std=c++20 -O2 -Iinclude benches/redis.cpp -o redis -Llib -lchroma2 -pthread
//     redis PATH_OF_REDIS_SERVER cuda|cpu
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "program.h"

namespace {

constexpr int kPort = 16379, kFloats = 64, kBytes = 4 * kFloats;

std::string message_of(uint64_t number) {
  float values[kFloats];
  for (int i = 0; i < kFloats; ++i) values[i] = static_cast<float>(number % 1000 + i) * 0.25f;
  return std::string(reinterpret_cast<const char*>(values), sizeof values);
}

float sum_of(const char* bytes) {
  float partial[32] = {}, value;
  for (int i = 0; i < kFloats; ++i) {
    std::memcpy(&value, bytes + 4 * i, 4);
    partial[i % 32] += value;
  }
  for (int half = 16; half > 0; half /= 2)
    for (int i = 0; i < half; ++i) partial[i] += partial[i + half];
  return partial[0];
}

// A connection that speaks Redis's protocol (RESP 2), as far as lists need it.
class Connection {
 public:
  Connection() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in place = {};
    place.sin_family = AF_INET;
    place.sin_port = htons(kPort);
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    open_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&place), sizeof place) == 0;
    const int one = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  }
  ~Connection() { ::close(socket_); }
  bool is_open() const { return open_; }

  // Adds a command to what is sent by the next reply.
  void command(std::initializer_list<std::string_view> words, const std::vector<std::string>& more = {}) {
    out_ += "*" + std::to_string(words.size() + more.size()) + "\r\n";
    for (std::string_view word : words) add(word);
    for (const std::string& word : more) add(word);
  }
  // The texts of a reply; none where it is a number or nil.
  std::vector<std::string> reply() {
    send();
    std::vector<std::string> all;
    const std::string head = line();
    demand(head[0] != '-', head.c_str());
    if (head[0] == '*')
      for (long i = 0, count = std::atol(head.c_str() + 1); i < count; ++i) text(line(), all);
    else if (head[0] == '$')
      text(head, all);
    return all;
  }

 private:
  void add(std::string_view word) {
    out_ += "$" + std::to_string(word.size()) + "\r\n";
    out_ += word;
    out_ += "\r\n";
  }
  void send() {
    for (size_t done = 0; done < out_.size();) {
      const ssize_t now = ::write(socket_, out_.data() + done, out_.size() - done);
      demand(now > 0, "the connection to Redis broke");
      done += static_cast<size_t>(now);
    }
    out_.clear();
  }
  void fill() {
    char more[65536];
    const ssize_t now = ::read(socket_, more, sizeof more);
    demand(now > 0, "the connection to Redis broke");
    in_.erase(0, at_);
    at_ = 0;
    in_.append(more, static_cast<size_t>(now));
  }
  std::string line() {
    for (;;) {
      const size_t end = in_.find("\r\n", at_);
      if (end != std::string::npos) {
        const std::string found = in_.substr(at_, end - at_);
        at_ = end + 2;
        return found;
      }
      fill();
    }
  }
  void text(const std::string& head, std::vector<std::string>& all) {
    const long bytes = std::atol(head.c_str() + 1);
    if (head[0] != '$' || bytes < 0) return;
    while (in_.size() - at_ < static_cast<size_t>(bytes) + 2) fill();
    all.push_back(in_.substr(at_, static_cast<size_t>(bytes)));
    at_ += static_cast<size_t>(bytes) + 2;
  }

  int socket_;
  bool open_;
  std::string out_, in_;
  size_t at_ = 0;
};

// The worker: takes up to `most` messages, sums each, gives the sums back, until one says "end".
void worker(size_t most) {
  Connection redis;
  for (;;) {
    std::vector<std::string> results;
    bool ends = false;
    if (most == 1) {
      redis.command({"BLPOP", "requests", "0"});
    } else {
      redis.command({"LPOP", "requests", std::to_string(most)});
    }
    std::vector<std::string> taken = redis.reply();
    if (most == 1) taken.erase(taken.begin());  // the list's name
    for (const std::string& one : taken) {
      if (one == "end") {
        ends = true;
        continue;
      }
      const float sum = sum_of(one.data());
      results.emplace_back(reinterpret_cast<const char*>(&sum), 4);
    }
    if (!results.empty()) {
      redis.command({"RPUSH", "results"}, results);
      redis.reply();
    }
    if (ends) return;
  }
}

void print(const char* what, std::vector<double>& times, double rate) {
  std::sort(times.begin(), times.end());
  std::printf("| %s | %.1f | %.1f | %.3f |\n", what, times[times.size() / 2] * 1e6,
              times[times.size() * 99 / 100] * 1e6, rate * 1e-6);
  std::fflush(stdout);
}

void with_redis(int trips, uint64_t all, size_t batch) {
  Connection redis;
  std::vector<double> times;
  {
    std::thread other(worker, 1);
    for (int i = 0; i < trips; ++i) {
      const std::string message = message_of(static_cast<uint64_t>(i));
      const auto start = Clock::now();
      redis.command({"RPUSH", "requests", message});
      redis.reply();
      redis.command({"BLPOP", "results", "0"});
      const std::vector<std::string> result = redis.reply();
      times.push_back(since(start));
      const float expected = sum_of(message.data());
      demand(result.size() == 2 && std::memcmp(result[1].data(), &expected, 4) == 0, "another sum");
    }
    redis.command({"RPUSH", "requests", "end"});
    redis.reply();
    other.join();
  }
  std::thread other(worker, batch);
  std::vector<std::string> messages;
  for (uint64_t i = 0; i < batch; ++i) messages.push_back(message_of(i));
  const auto start = Clock::now();
  for (uint64_t sent = 0, received = 0; received < all;) {
    if (sent < all && sent < received + 8 * batch) {
      redis.command({"RPUSH", "requests"}, messages);
      redis.reply();
      sent += batch;
    }
    redis.command({"LPOP", "results", std::to_string(batch)});
    received += redis.reply().size();
  }
  const double rate = static_cast<double>(all) / since(start);
  redis.command({"RPUSH", "requests", "end"});
  redis.reply();
  other.join();
  print("Redis", times, rate);
}

void with_queue(bool cuda, int trips, uint64_t all, size_t batch) {
  chroma2_context_config of_context = {};
  of_context.struct_size = sizeof of_context;
  of_context.backend = cuda ? CHROMA2_BACKEND_CUDA : CHROMA2_BACKEND_CPU;
  chroma2_context* context = nullptr;
  check(chroma2_context_create(&of_context, &context));
  chroma2_message_queue_config config = {};
  config.struct_size = sizeof config;
  config.capacity = 8192;
  config.input_bytes = kBytes;
  config.output_bytes = 4;
  config.operation = CHROMA2_MESSAGE_OPERATION_REDUCE;
  config.element = CHROMA2_MESSAGE_ELEMENT_FLOAT32;
  chroma2_message_queue* queue = nullptr;
  check(chroma2_message_queue_create(context, &config, &queue));
  std::vector<double> times;
  chroma2_message_result result;
  for (int i = 0; i < trips; ++i) {
    const std::string message = message_of(static_cast<uint64_t>(i));
    const auto start = Clock::now();
    uint64_t id;
    float sum;
    check(chroma2_message_queue_enqueue(queue, message.data(), kBytes, 0, UINT64_MAX, &id));
    check(chroma2_message_queue_wait_result(queue, id, &sum, 4, UINT64_MAX, &result));
    times.push_back(since(start));
    demand(sum == sum_of(message.data()), "another sum");
  }
  std::string messages;
  for (uint64_t i = 0; i < batch; ++i) messages += message_of(i);
  chroma2_message_batch many = {};
  many.struct_size = sizeof many;
  many.data = messages.data();
  many.bytes = kBytes;
  many.count = batch;
  std::vector<float> sums(batch);
  std::vector<chroma2_message_result> results(batch);
  const auto start = Clock::now();
  for (uint64_t sent = 0, received = 0; received < all;) {
    uint64_t count = 0;
    if (sent < all && sent < received + 8 * batch) {
      check(chroma2_message_queue_enqueue_batch(queue, &many, UINT64_MAX, nullptr, &count));
      sent += count;
    }
    const chroma2_status status =
        chroma2_message_queue_dequeue_batch(queue, sums.data(), 4, results.data(), batch, 0, &count);
    if (status == CHROMA2_STATUS_TIMEOUT) continue;
    check(status);
    received += count;
  }
  const double rate = static_cast<double>(all) / since(start);
  print(cuda ? "chroma2_message_queue, GPU" : "chroma2_message_queue, processor", times, rate);
  check(chroma2_message_queue_destroy(queue));
  check(chroma2_context_destroy(context));
}

}  // namespace

int main(int count, char** arguments) {
  const bool cuda = count == 3 && std::string_view(arguments[2]) == "cuda";
  demand(cuda || (count == 3 && std::string_view(arguments[2]) == "cpu"), "usage: redis PATH_OF_REDIS_SERVER cuda|cpu");
  std::printf("# 256 bytes in, their sum out: a message at a time, and batches of 256\n\n");
  std::printf("| | \xc2\xb5s there and back, median | 99 %% | M messages/s in batches |\n|---|---|---|---|\n");
  std::fflush(stdout);
  const pid_t server = ::fork();
  if (server == 0) {
    ::close(1);
    ::execl(arguments[1], "redis-server", "--port", std::to_string(kPort).c_str(), "--bind", "127.0.0.1", "--save", "",
            "--appendonly", "no", static_cast<char*>(nullptr));
    std::perror(arguments[1]);
    ::_exit(1);
  }
  bool there = false;
  for (int i = 0; i < 100 && !there; ++i) {
    ::usleep(50000);
    there = Connection().is_open();
  }
  demand(there, "redis-server does not answer on the loopback interface");
  with_redis(5000, 400 * 256, 256);
  ::kill(server, SIGTERM);
  ::waitpid(server, nullptr, 0);
  if (cuda) with_queue(true, 20000, 20000 * 256, 256);
  with_queue(false, 20000, 2000 * 256, 256);
}
