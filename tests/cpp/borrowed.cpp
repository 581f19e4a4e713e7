// Arrays that an event borrows may go when the event's object has: its end waits, however it comes. The
// arrays' pages go with them, so that a read after that ends the program.
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include "box.hpp"
#include "check.hpp"

namespace {

constexpr std::size_t kCount = 200000;

class column {
 public:
  column(std::size_t count, float value) : count_(count) {
    void* pages = mmap(nullptr, count * sizeof(float), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(pages != MAP_FAILED);
    values_ = static_cast<float*>(pages);
    std::fill_n(values_, count, value);
  }
  ~column() { CHECK(munmap(values_, count_ * sizeof(float)) == 0); }
  column(const column&) = delete;
  column& operator=(const column&) = delete;
  operator chroma2::span<float>() const { return {values_, count_}; }

 private:
  float* values_;
  std::size_t count_;
};

struct light {
  column position{3 * kCount, 0.5f}, direction{3 * kCount, 1.0f}, wavelength{kCount, 450.0f};
};

std::atomic<int> ended{0};

chroma2_event_config borrowing() {
  auto config = chroma2::make<chroma2_event_config>();
  config.borrow = 1;
  config.on_done = [](void*, chroma2_event*, chroma2_status) { ++ended; };
  return config;
}

chroma2::event submit(const chroma2::session& session, const light& of) {
  return session.submit({of.position, of.direction, of.wavelength, {}, {}, {}, {}}, borrowing());
}

// How the object of an event may end.
void destroyed(const chroma2::session& session) {
  auto arrays = std::make_unique<light>();
  {
    const chroma2::event event = submit(session, *arrays);
  }
  CHECK(ended == 1);
}

void moved(const chroma2::session& session) {
  auto arrays = std::make_unique<light>();
  {
    chroma2::event event = submit(session, *arrays);
    chroma2::event other(std::move(event));
    CHECK(!event && other);
    event = std::move(other);
    CHECK(event && !other);
  }
  CHECK(ended == 1);
}

void assigned_over(const chroma2::session& session) {
  auto arrays = std::make_unique<light>(), others = std::make_unique<light>();
  chroma2::event event = submit(session, *arrays);
  chroma2::event other = submit(session, *others);
  event = std::move(other);
  CHECK(ended >= 1);
  arrays.reset();  // those of the event that is gone; the other one's are still read
  event.wait();
  CHECK(ended == 2 && event.summary().photons == kCount);
}

void reset(const chroma2::session& session) {
  auto arrays = std::make_unique<light>();
  chroma2::event event = submit(session, *arrays);
  event.reset();
  CHECK(!event && ended == 1);
}

void adopted(const chroma2::session& session) {
  auto arrays = std::make_unique<light>();
  {
    chroma2::event event = submit(session, *arrays);
    const chroma2::event again(event.release(), true);
    CHECK(!event && again);
  }
  CHECK(ended == 1);
}

void unwound(const chroma2::session& session) {
  auto arrays = std::make_unique<light>();
  try {
    const chroma2::event event = submit(session, *arrays);
    throw 1;
  } catch (int) {
    CHECK(ended == 1);
  }
}

}  // namespace

int main() {
  {
    const chroma2::context context(2);
    chroma2::geometry g = box(context);
    g.commit();
    const chroma2::session session(context, g);
    for (const auto way : {destroyed, moved, assigned_over, reset, adopted, unwound}) {
      for (int times = 0; times < 5; ++times) {
        ended = 0;
        way(session);
      }
    }
    // One that borrows nothing does not wait.
    auto source = chroma2::make<chroma2_source>();
    source.count = 3000000;
    source.wavelength = 400;
    {
      const chroma2::event event = session.submit(source);
    }
    CHECK(session.telemetry().events_queued == 1);
    session.drain();
  }
  CHECK(chroma2_live_handles() == 0);
  return 0;
}
