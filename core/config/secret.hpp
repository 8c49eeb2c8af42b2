#pragma once

#include <iosfwd>
#include <memory>
#include <string_view>

namespace basis {

/// A credential. It can be moved but not copied, compared, printed, streamed or
/// formatted, and its bytes are overwritten when it is destroyed. Call `reveal()` only
/// where the bytes are needed, for example to sign a request.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text);
  ~Secret() { wipe(); }
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  [[nodiscard]] bool is_set() const { return size_ > 0; }
  /// The bytes themselves, valid as long as this object. Never log them.
  [[nodiscard]] std::string_view reveal() const { return {bytes_.get(), size_}; }
  /// `********`, or `(unset)`.
  [[nodiscard]] std::string_view masked() const { return is_set() ? "********" : "(unset)"; }

 private:
  void wipe();

  // A heap block, not a std::string: moving a short string leaves its bytes in the moved-from object.
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

std::ostream& operator<<(std::ostream&, const Secret&) = delete;

}  // namespace basis
