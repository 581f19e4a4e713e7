// Photons as a load: events with hits in host memory, three under way for each of two threads, against those of the processor.
#pragma once
#include <cstring>
#include <deque>
#include <utility>

#include "load.h"
#include "one_event.h"

// What an event must give.
struct Expected {
  chroma2_summary summary;
  std::vector<uint64_t> photon;
  std::vector<int32_t> channel;
  std::vector<float> time, position;
  std::vector<uint32_t> flags;
};

constexpr uint32_t kWant = CHROMA2_WANT_SUMMARY | CHROMA2_WANT_HITS;
constexpr uint64_t kEvents = 4;  // different ones, again and again

inline chroma2_summary summary_of(const chroma2_event* event) {
  auto summary = make<chroma2_summary>();
  check(chroma2_event_get_summary(event, &summary));
  return summary;
}

// The events of a session, one at a time.
inline std::vector<Expected> expect(const chroma2_session* session, uint64_t photons) {
  std::vector<Expected> all;
  for (uint64_t id = 0; id < kEvents; ++id) {
    chroma2_event* event = shine(session, photons, id, kWant);
    check(chroma2_event_wait(event, UINT64_MAX));
    const chroma2_hits hits = hits_of(event);
    const auto column = [&](const auto* data, size_t each) {
      return std::vector(data, data + each * static_cast<size_t>(hits.count));
    };
    all.push_back({summary_of(event), column(hits.photon, 1), column(hits.channel, 1), column(hits.time, 1),
                   column(hits.position, 3), column(hits.flags, 1)});
    demand(hits.count > 0, "an event has no hits, so there is nothing to compare: more photons are needed");
    check(chroma2_event_destroy(event));
  }
  return all;
}

class PhotonLoad : public Load {
 public:
  PhotonLoad(Watch& watch, const std::string& where, const chroma2_session* session, uint64_t photons,
             const std::vector<Expected>& expected)
      : Load(watch, "photons of " + where), where_(where), session_(session), photons_(photons), expected_(expected) {}

  // Events alone, each compared wholly.
  void compare_alone() {
    for (uint64_t id = 0; id < kEvents; ++id) take(shine(session_, photons_, id, kWant), id, true);
  }

 private:
  void begin() override {
    for (uint64_t thread = 0; thread < 2; ++thread)
      threads_.emplace_back([this, thread] {
        std::deque<std::pair<chroma2_event*, uint64_t>> under_way;
        uint64_t next = thread, taken = 0;
        const auto take_one = [&] {
          const auto [event, id] = under_way.front();
          under_way.pop_front();
          take(event, id, taken++ % 16 == 0);
          part_.add(photons_);
          ++taken_;
        };
        while (runs_) {
          for (; under_way.size() < 3; ++next, ++submitted_)
            under_way.emplace_back(shine(session_, photons_, next % kEvents, kWant), next % kEvents);
          take_one();
        }
        while (!under_way.empty()) take_one();
      });
  }

  std::string state() const override {
    return std::to_string(submitted_) + " events submitted, " + std::to_string(taken_) + " taken";
  }

  // Waits for an event and compares its account, and of some all of its hits.
  void take(chroma2_event* event, uint64_t id, bool wholly) const {
    check(chroma2_event_wait(event, UINT64_MAX));
    const chroma2_summary summary = summary_of(event);
    const Expected& expected = expected_[id];
    const auto number = static_cast<unsigned long long>(id);
    if (std::memcmp(&summary, &expected.summary, sizeof summary) != 0)
      fail(
          "photons of %s: the account of event %llu is another one: %llu hits, %llu random numbers; %llu and %llu are right",
          where_.c_str(), number, static_cast<unsigned long long>(summary.hits),
          static_cast<unsigned long long>(summary.random_numbers),
          static_cast<unsigned long long>(expected.summary.hits),
          static_cast<unsigned long long>(expected.summary.random_numbers));
    const chroma2_hits hits = hits_of(event);
    if (hits.count != expected.photon.size()) fail("photons of %s: event %llu has other hits", where_.c_str(), number);
    const auto same = [&](const char* name, const auto* data, const auto& column) {
      if (std::memcmp(data, column.data(), column.size() * sizeof column[0]) != 0)
        fail("photons of %s: hits of event %llu differ in %s", where_.c_str(), number, name);
    };
    if (wholly) {
      same("photon", hits.photon, expected.photon);
      same("channel", hits.channel, expected.channel);
      same("time", hits.time, expected.time);
      same("position", hits.position, expected.position);
      same("flags", hits.flags, expected.flags);
    }
    check(chroma2_event_destroy(event));
  }

  const std::string where_;
  const chroma2_session* const session_;
  const uint64_t photons_;
  const std::vector<Expected>& expected_;
  std::atomic<uint64_t> submitted_{0}, taken_{0};
};
