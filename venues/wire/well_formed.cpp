#include "venues/wire/well_formed.hpp"

namespace basis::wire {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Reads the text once, from front to back.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  bool document() {
    if (!value(0)) return false;
    skip_space();
    return at_ == text_.size();
  }
  std::size_t length() { return value(0) ? at_ : 0; }

 private:
  [[nodiscard]] char now() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void skip_space() {
    while (now() == ' ' || now() == '\n' || now() == '\r' || now() == '\t') ++at_;
  }

  // Recursion is bounded by `kMostNesting`.
  bool value(int depth) {
    skip_space();
    switch (now()) {
      case '{': return members(depth + 1, '}', true);
      case '[': return members(depth + 1, ']', false);
      case '"': return string();
      case 't': return take("true");
      case 'f': return take("false");
      case 'n': return take("null");
      default: return number();
    }
  }

  /// Reads the content of brackets.
  bool members(int depth, char closing, bool named) {
    if (depth > kMostNesting) return false;
    ++at_;
    skip_space();
    if (take(closing)) return true;
    do {
      if (named && !name()) return false;
      if (!value(depth)) return false;
      skip_space();
    } while (take(','));
    return take(closing);
  }

  bool name() {
    skip_space();
    if (!string()) return false;
    skip_space();
    return take(':');
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < ' ' || (c == '\\' && !escape())) return false;
    }
    return false;
  }

  bool escape() {
    constexpr std::string_view kPlain = "\"\\/bfnrt";
    const char c = now();
    ++at_;
    if (c != 'u') return kPlain.find(c) != std::string_view::npos;
    for (int digit = 0; digit < 4; ++digit, ++at_) {
      if (!is_hex(now())) return false;
    }
    return true;
  }

  bool digits() {
    const std::size_t first = at_;
    while (is_digit(now())) ++at_;
    return at_ > first;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return digits();
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_well_formed(std::string_view text) { return Walk(text).document(); }

std::size_t value_length(std::string_view text) { return Walk(text).length(); }

}  // namespace basis::wire
