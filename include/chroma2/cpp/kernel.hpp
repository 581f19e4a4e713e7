// A program's own code on a GPU, its kernels, and functions of the processor as kernels.
#ifndef CHROMA2_CPP_KERNEL_HPP
#define CHROMA2_CPP_KERNEL_HPP

#include <type_traits>

#include "chroma2/cpp/stream.hpp"

namespace chroma2 {

/// What a kernel is called with, in the order of its parameters: `arguments().config().telemetry().value(0.5f)`.
class arguments {
 public:
  /// A value, which is copied: a number, a pointer, a struct.
  template <class T>
  arguments& value(const T& value) {
    static_assert(std::is_trivially_copyable<T>::value, "an argument is copied byte for byte");
    const auto* bytes = reinterpret_cast<const unsigned char*>(&value);
    entries_.push_back({CHROMA2_ARGUMENT_KIND_VALUE, {bytes, bytes + sizeof value}});
    return *this;
  }
  /// Of a pipeline: the addresses of the step's blocks and of the state, the step's number (a uint64_t), and the address of
  /// its code (a uint32_t).
  arguments& config() { return place(CHROMA2_ARGUMENT_KIND_CONFIG); }
  arguments& telemetry() { return place(CHROMA2_ARGUMENT_KIND_TELEMETRY); }
  arguments& state() { return place(CHROMA2_ARGUMENT_KIND_STATE); }
  arguments& step() { return place(CHROMA2_ARGUMENT_KIND_STEP); }
  arguments& code() { return place(CHROMA2_ARGUMENT_KIND_CODE); }

  /// As C takes them, while this lives and gets no more.
  std::vector<chroma2_argument> list() const {
    std::vector<chroma2_argument> made;
    for (const auto& one : entries_) {
      const bool is_value = !one.value.empty();
      made.push_back({one.kind, static_cast<std::uint32_t>(one.value.size()), is_value ? one.value.data() : nullptr});
    }
    return made;
  }

 private:
  struct entry {
    std::uint32_t kind;
    std::vector<unsigned char> value;
  };
  arguments& place(std::uint32_t kind) {
    entries_.push_back({kind, {}});
    return *this;
  }
  std::vector<entry> entries_;
};

/// A kernel; see chroma2/kernel.h. Any thread.
class kernel : public handle<chroma2_kernel, destroy_with<chroma2_kernel, chroma2_kernel_destroy>> {
 public:
  kernel() noexcept = default;
  explicit kernel(no_handle_t) noexcept {}
  explicit kernel(chroma2_kernel* raw) noexcept { reset(raw); }
  /// A function of the processor, which gets `user`.
  kernel(const context& context, chroma2_kernel_function function, void* user = nullptr) {
    chroma2_kernel* raw = nullptr;
    check(chroma2_kernel_create(context.get(), function, user, &raw));
    reset(raw);
  }

  chroma2_kernel_info info() const {
    auto info = make<chroma2_kernel_info>();
    check(chroma2_kernel_get_info(get(), &info));
    return info;
  }
  /// Launches it on a stream of its device.
  void launch(const chroma2_launch& launch, const arguments& given, const stream& on) const {
    const auto list = given.list();
    check(chroma2_kernel_launch(get(), &launch, list.data(), list.size(), on.get()));
  }
  /// Calls a function of the processor.
  void call(const arguments& given) const {
    const auto list = given.list();
    check(chroma2_kernel_launch(get(), nullptr, list.data(), list.size(), nullptr));
  }
};

/// Code on a GPU; see chroma2/module.h. Any thread.
class module : public handle<chroma2_module, destroy_with<chroma2_module, chroma2_module_destroy>> {
 public:
  module() noexcept = default;
  explicit module(no_handle_t) noexcept {}
  explicit module(chroma2_module* raw) noexcept { reset(raw); }
  module(const context& context, const chroma2_module_config& config) { load(context, config); }
  /// Code of a kind (a chroma2_code); `options` of NVRTC for a source.
  module(const context& context, std::uint32_t kind, const std::string& code,
         const std::vector<std::string>& options = {}) {
    std::vector<const char*> texts;
    for (const auto& option : options) texts.push_back(option.c_str());
    auto config = make<chroma2_module_config>();
    config.kind = kind;
    config.code = code.data();
    config.code_bytes = code.size();
    config.options = texts.data();
    config.option_count = texts.size();
    load(context, config);
  }

  /// A kernel by its name: the mangled one, unless its code says extern "C".
  chroma2::kernel kernel(const std::string& name) const {
    chroma2_kernel* raw = nullptr;
    check(chroma2_module_get_kernel(get(), name.c_str(), &raw));
    return chroma2::kernel(raw);
  }

 private:
  void load(const context& context, const chroma2_module_config& config) {
    chroma2_module* raw = nullptr;
    check(chroma2_module_create(context.get(), &config, &raw));
    reset(raw);
  }
};

}  // namespace chroma2

#endif  // CHROMA2_CPP_KERNEL_HPP
