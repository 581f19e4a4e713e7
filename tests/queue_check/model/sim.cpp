#include "sim.h"

#undef _FORTIFY_SOURCE  // _longjmp goes to other stacks

namespace sim {
namespace {

constexpr size_t kStack = 64 << 10;
constexpr uint64_t kMostSteps = 200000;

struct World {
  Numbers numbers{0};
  std::vector<std::unique_ptr<Fiber>> fibers;
  std::vector<std::unique_ptr<char[]>> stacks;
  Fiber* running = nullptr;
  jmp_buf home;
  ucontext_t back;
  uint64_t time = 0;
  uint64_t steps = 0;
  uint32_t idle = 0;       // pauses since something changed
  uint32_t switch_in = 2;  // one step in so many switches
  bool by_priority = false;
  std::vector<uint64_t> drops;  // steps at which who runs goes last
  uint32_t lowest = 1u << 30;
  Failure failure = kNone;
  struct Word {
    uintptr_t address;
    std::vector<std::pair<uint64_t, uint64_t>> values;  // from when, what
  };
  std::vector<Word> words;
};
World world;

void leave() { _longjmp(world.home, 1); }

void enter() {
  world.running->body();
  world.running->done = true;
  changed();
  leave();
}

void give_up(Failure failure) {
  world.failure = failure;
  leave();
}

// Who runs next.
Fiber* choose(bool others) {
  std::vector<Fiber*> ready;
  for (auto& fiber : world.fibers)
    if (!fiber->done && !(others && fiber.get() == world.running)) ready.push_back(fiber.get());
  if (ready.empty()) return world.running != nullptr && !world.running->done ? world.running : nullptr;
  if (!world.by_priority) return ready[world.numbers.below(static_cast<uint32_t>(ready.size()))];
  Fiber* best = ready[0];
  for (Fiber* fiber : ready)
    if (fiber->priority > best->priority) best = fiber;
  return best;
}

void go(Fiber* fiber) {
  world.running = fiber;
  if (fiber->started) _longjmp(fiber->place, 1);
  fiber->started = true;
  setcontext(&fiber->context);
}

void change_to(Fiber* fiber) {
  Fiber* me = world.running;
  if (fiber == me) return;
  if (_setjmp(me->place) == 0) go(fiber);
}

World::Word& word_at(uintptr_t address, uint64_t value) {
  for (auto& word : world.words)
    if (word.address == address) return word;
  world.words.push_back({address, {{0, value}}});
  return world.words.back();
}

uint64_t& newest_seen(uintptr_t address) {
  for (auto& seen : world.running->seen)
    if (seen.first == address) return seen.second;
  world.running->seen.push_back({address, 0});
  return world.running->seen.back().second;
}

}  // namespace

void begin(uint64_t seed) {
  for (auto& fiber : world.fibers) world.stacks.push_back(std::move(fiber->stack));
  world.fibers.clear();
  world.numbers = Numbers(seed);
  world.running = nullptr;
  world.time = 1;
  world.steps = world.idle = 0;
  world.failure = kNone;
  world.words.clear();
  world.drops.clear();
  world.lowest = 1u << 30;
  world.by_priority = world.numbers.one_in(2);
  world.switch_in = 1 + world.numbers.below(6);
  if (world.by_priority)
    for (uint32_t i = world.numbers.below(5); i > 0; --i) world.drops.push_back(world.numbers.below(150));
}

Fiber& spawn(std::function<void()> body) {
  auto fiber = std::make_unique<Fiber>();
  if (world.stacks.empty()) world.stacks.emplace_back(new char[kStack]);
  fiber->stack = std::move(world.stacks.back());
  world.stacks.pop_back();
  fiber->body = std::move(body);
  fiber->priority = (1u << 30) + world.numbers.next() % (1u << 30);
  getcontext(&fiber->context);
  fiber->context.uc_stack.ss_sp = fiber->stack.get();
  fiber->context.uc_stack.ss_size = kStack;
  fiber->context.uc_link = nullptr;
  makecontext(&fiber->context, enter, 0);
  world.fibers.push_back(std::move(fiber));
  return *world.fibers.back();
}

Failure run() {
  for (;;) {
    _setjmp(world.home);  // fibers that end come back here
    if (world.failure != kNone) return world.failure;
    Fiber* next = choose(false);
    if (next == nullptr) return kNone;
    go(next);
  }
}

Fiber& self() { return *world.running; }
std::vector<std::unique_ptr<Fiber>>& fibers() { return world.fibers; }
Numbers& numbers() { return world.numbers; }
uint64_t now() { return ++world.time; }
void changed() { world.idle = 0; }

void begin_operation() {
  world.running->since = world.time;
  world.running->seen.clear();
}

void step() {
  if (++world.steps > kMostSteps) give_up(kEndless);
  ++world.time;
  world.running->paused = false;
  if (world.by_priority) {
    for (uint64_t& drop : world.drops)
      if (drop == world.steps) world.running->priority = --world.lowest;
    change_to(choose(false));
  } else if (world.numbers.one_in(world.switch_in)) {
    change_to(choose(false));
  }
}

void pause() {
  if (world.running->paused) return;
  world.running->paused = true;
  size_t count = world.fibers.size();
  if (++world.idle > 40 * count + 200) give_up(kStuck);
  ++world.time;
  world.running->priority = --world.lowest;
  change_to(choose(true));
}

uint64_t load(uintptr_t address, uint64_t value, bool acquire) {
  World::Word& word = word_at(address, value);
  uint64_t& seen = newest_seen(address);
  uint64_t from = world.running->since > seen ? world.running->since : seen;
  size_t last = word.values.size() - 1, first = last;
  while (first > 0 && word.values[first].first > from) --first;
  // Seldom an old value, and none where only news can help.
  bool old = first < last && world.idle < 8 * world.fibers.size() && world.numbers.one_in(4);
  size_t chosen = old ? first + world.numbers.below(static_cast<uint32_t>(last - first)) : last;
  uint64_t when = word.values[chosen].first;
  if (seen < when) seen = when;
  if (!old) when = world.time;
  if (acquire && world.running->since < when) world.running->since = when;
  return word.values[chosen].second;
}

void store(uintptr_t address, uint64_t value, uint64_t old) {
  word_at(address, old).values.push_back({++world.time, value});
  newest_seen(address) = world.time;
  if (value != old) changed();
}

void Barrier::wait(uint32_t count) {
  uint32_t mine = generation;
  step();
  if (++arrived == count) {
    arrived = 0;
    ++generation;
    changed();
    return;
  }
  while (generation == mine) {
    pause();
    self().paused = false;
  }
}

}  // namespace sim
