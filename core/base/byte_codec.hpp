#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// `T` as a codec sees it: to read it, or to fill it.
template <class Codec, class T>
using Coded = std::conditional_t<Codec::kReads, T, const T>;

namespace detail {
template <class T>
concept FixedPoint = requires(T value) {
  value.raw();
  T::from_raw(value.raw());
};
template <class T>
concept Clock = requires(T value) {
  value.nanos();
  T::from_nanos(std::int64_t{});
};
template <class T>
concept Interned = requires(T value) {
  value.index();
  value.value;
};
template <class T>
concept Plain = std::is_integral_v<T> || std::is_enum_v<T> || std::is_floating_point_v<T> || std::is_same_v<T, i128>;
}  // namespace detail

/// Writes values as bytes: numbers of their own size with the lowest byte first, texts and sequences behind their
/// count, what may be absent behind a flag. A struct is written by `fields(codec, value)`, which names its members in
/// their order; one list serves to write and to read.
class ByteWriter {
 public:
  static constexpr bool kReads = false;

  template <class... T>
  void operator()(const T&... values) {
    (put(values), ...);
  }
  [[nodiscard]] std::string take() && { return std::move(bytes_); }

 private:
  static_assert(std::endian::native == std::endian::little);

  template <detail::Plain T>
  void put(T value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  template <detail::FixedPoint T>
  void put(T value) {
    put(value.raw());
  }
  template <detail::Clock T>
  void put(T value) {
    put(value.nanos());
  }
  template <detail::Interned T>
  void put(T id) {
    put(id.value);
  }
  void put(Nanos value) { put(value.count); }
  void put(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    bytes_.append(text);
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  template <class T>
  void put_all(const T& values) {
    put(static_cast<std::uint32_t>(values.size()));
    for (const auto& value : values) put(value);
  }
  template <class T>
  void put(const std::vector<T>& values) {
    put_all(values);
  }
  template <class T>
  void put(const std::set<T>& values) {
    put_all(values);
  }
  template <class T, std::size_t N>
  void put(const std::array<T, N>& values) {
    for (const T& value : values) put(value);
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class T>
  void put(const std::shared_ptr<const T>& value) {
    put(value != nullptr);
    if (value != nullptr) put(*value);
  }
  template <class A, class B>
  void put(const std::pair<A, B>& value) {
    put(value.first);
    put(value.second);
  }
  template <class T>
  requires(std::is_class_v<T> && !detail::FixedPoint<T> && !detail::Clock<T> &&
           !detail::Interned<T>) void put(const T& value) {
    fields(*this, value);
  }

  std::string bytes_;
};

/// What a type that cannot be made from nothing is read into.
template <class T>
struct Blank {
  static T make() { return T{}; }
};

/// Reads what a `ByteWriter` wrote. Bytes that are too few, or that say what cannot be, make it fail; it then gives
/// defaults.
class ByteReader {
 public:
  static constexpr bool kReads = true;

  explicit ByteReader(std::string_view bytes) : left_(bytes) {}
  template <class... T>
  void operator()(T&... values) {
    (get(values), ...);
  }
  void fail() { failed_ = true; }
  /// Whether everything was read, and nothing else was there.
  [[nodiscard]] bool done() const { return !failed_ && left_.empty(); }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  template <detail::Plain T>
  void get(T& value) {
    if (left_.size() < sizeof(T)) failed_ = true;
    if (failed_) return;
    if constexpr (std::is_same_v<T, bool>) {
      if (static_cast<unsigned char>(left_.front()) > 1) return fail();
      value = left_.front() != 0;
    } else {
      std::memcpy(&value, left_.data(), sizeof(T));
    }
    left_.remove_prefix(sizeof(T));
  }
  template <detail::FixedPoint T>
  void get(T& value) {
    typename T::Rep raw{};
    get(raw);
    value = T::from_raw(raw);
  }
  template <detail::Clock T>
  void get(T& value) {
    std::int64_t nanos = 0;
    get(nanos);
    value = T::from_nanos(nanos);
  }
  template <detail::Interned T>
  void get(T& id) {
    get(id.value);
  }
  void get(Nanos& value) { get(value.count); }
  /// Every item takes a byte at least.
  std::size_t count() {
    std::uint32_t many = 0;
    get(many);
    if (many > left_.size()) failed_ = true;
    return failed_ ? 0 : many;
  }
  void get(std::string& text) {
    const std::size_t size = count();
    text = left_.substr(0, size);
    left_.remove_prefix(size);
  }
  template <class T>
  void get(std::vector<T>& values) {
    values.clear();
    for (std::size_t left = count(); left > 0 && !failed_; --left) {
      T value = Blank<T>::make();
      get(value);
      values.push_back(std::move(value));
    }
  }
  template <class T>
  void get(std::set<T>& values) {
    values.clear();
    for (std::size_t left = count(); left > 0 && !failed_; --left) {
      T value = Blank<T>::make();
      get(value);
      values.insert(std::move(value));
    }
  }
  template <class T, std::size_t N>
  void get(std::array<T, N>& values) {
    for (T& value : values) get(value);
  }
  template <class T>
  void get(std::optional<T>& value) {
    bool there = false;
    get(there);
    value.reset();
    if (there) get(value.emplace(Blank<T>::make()));
  }
  template <class T>
  void get(std::shared_ptr<const T>& value) {
    bool there = false;
    get(there);
    value = nullptr;
    if (!there) return;
    auto read = std::make_shared<T>(Blank<T>::make());
    get(*read);
    value = std::move(read);
  }
  template <class A, class B>
  void get(std::pair<A, B>& value) {
    get(value.first);
    get(value.second);
  }
  template <class T>
  requires(std::is_class_v<T> && !detail::FixedPoint<T> && !detail::Clock<T> &&
           !detail::Interned<T>) void get(T& value) {
    fields(*this, value);
  }

  std::string_view left_;
  bool failed_ = false;
};

}  // namespace basis
