#include "core/execution/client_order_id.hpp"

#include <algorithm>
#include <string>

#include "core/execution/number_text.hpp"

namespace basis {
namespace {

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// Whether `text` is 1 to `longest` letters and digits.
Result<void> check(std::string_view text, const char* what, std::size_t longest) {
  const bool fits = !text.empty() && text.size() <= longest;
  if (fits && std::all_of(text.begin(), text.end(), is_letter_or_digit)) return ok();
  return Error(ErrorKind::usage, std::string(what) + " '" + std::string(text) + "' is not 1 to " +
                                     std::to_string(longest) + " letters and digits");
}

/// The number of a text of digits only.
std::optional<std::uint64_t> number_of(std::string_view digits) {
  std::uint64_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

}  // namespace

Result<ClientOrderId> ClientOrderId::parse(std::string_view text) {
  BASIS_TRY(check(text, "client order id", kCapacity));
  ClientOrderId id;
  std::copy(text.begin(), text.end(), id.text_.begin());
  id.size_ = static_cast<std::uint8_t>(text.size());
  return id;
}

Result<ClientOrderIds> ClientOrderIds::create(std::string_view node_id, std::uint64_t boot) {
  BASIS_TRY(check(node_id, "node id", kMaxNode));
  constexpr std::uint64_t kBoots = 1'000'000;
  if (boot >= kBoots)
    return Error(ErrorKind::usage,
                 "boot number " + std::to_string(boot) + " is not 0 to " + std::to_string(kBoots - 1));
  BASIS_TRY(ClientOrderId prefix, ClientOrderId::parse(node_id));
  char* const digits = prefix.text_.data() + prefix.size_;
  const auto number = static_cast<std::uint32_t>(boot);
  detail::write_pair(digits, number / 10'000);
  detail::write_pair(digits + 2, number / 100 % 100);
  detail::write_pair(digits + 4, number % 100);
  prefix.size_ = static_cast<std::uint8_t>(prefix.size_ + kBootDigits);
  return ClientOrderIds(prefix, boot);
}

ClientOrderId ClientOrderIds::make(std::uint64_t sequence) const {
  constexpr std::uint32_t kEight = 100'000'000;
  require(sequence < std::uint64_t{kEight} * 10'000, "a boot has at most 10^12 orders");
  ClientOrderId id = prefix_;
  char* const digits = id.text_.data() + id.size_;
  const auto first = static_cast<std::uint32_t>(sequence / kEight);
  detail::write_pair(digits, first / 100);
  detail::write_pair(digits + 2, first % 100);
  detail::write_eight(digits + 4, static_cast<std::uint32_t>(sequence % kEight));
  id.size_ = static_cast<std::uint8_t>(id.size_ + kSequenceDigits);
  return id;
}

std::optional<IssuedId> ClientOrderIds::read(const ClientOrderId& id) const {
  const std::string_view text = id.view();
  const std::string_view node = prefix_.view().substr(0, prefix_.size_ - kBootDigits);
  if (text.size() != prefix_.size_ + kSequenceDigits || !text.starts_with(node)) return std::nullopt;
  const auto boot = number_of(text.substr(node.size(), kBootDigits));
  const auto sequence = number_of(text.substr(node.size() + kBootDigits));
  if (!boot || !sequence) return std::nullopt;
  return IssuedId{*boot, *sequence};
}

}  // namespace basis
