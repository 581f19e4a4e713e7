// A view of values that lie one after the other.
#ifndef CHROMA2_CPP_SPAN_HPP
#define CHROMA2_CPP_SPAN_HPP

#if !((defined(_MSVC_LANG) && _MSVC_LANG >= 201703L) || __cplusplus >= 201703L)
#error "chroma2.hpp needs C++17 or later (GCC and Clang: -std=c++17, MSVC: /std:c++17); chroma2.h is for C++11 too"
#endif

#include <array>
#include <cstddef>
#include <vector>

namespace chroma2 {

/// Read-only view of values that lie one after the other; made from vectors, arrays and pointers.
/// The memory stays its owner's: what a function is given must live as long as the call, and what an object
/// gives lives as long as the object.
template <class T>
class span {
 public:
  using value_type = T;
  constexpr span() noexcept = default;
  constexpr span(const T* data, std::size_t size) noexcept : data_(data), size_(size) {}
  span(const std::vector<T>& values) noexcept : data_(values.data()), size_(values.size()) {}
  template <std::size_t N>
  constexpr span(const std::array<T, N>& values) noexcept : data_(values.data()), size_(N) {}
  template <std::size_t N>
  constexpr span(const T (&values)[N]) noexcept : data_(values), size_(N) {}

  constexpr const T* data() const noexcept { return data_; }
  constexpr std::size_t size() const noexcept { return size_; }
  constexpr bool empty() const noexcept { return size_ == 0; }
  constexpr const T* begin() const noexcept { return data_; }
  constexpr const T* end() const noexcept { return data_ + size_; }
  constexpr const T& operator[](std::size_t i) const noexcept { return data_[i]; }

 private:
  const T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace chroma2

#endif  // CHROMA2_CPP_SPAN_HPP
