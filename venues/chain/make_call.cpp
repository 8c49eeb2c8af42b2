#include "venues/chain/make_call.hpp"

#include <fmt/format.h>

namespace basis::chain {
namespace {

/// A whole number of units of 10^-decimals as decimal text without zeros at its end.
std::string decimal_text(const u256& units, int decimals) {
  std::string digits = units.str();
  const auto scale = static_cast<std::size_t>(decimals);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  const std::size_t point = digits.size() - scale;
  std::string fraction = digits.substr(point);
  fraction.resize(fraction.find_last_not_of('0') + 1);
  digits.resize(point);
  return fraction.empty() ? digits : digits + '.' + fraction;
}

}  // namespace

std::string amount_text(const Token& token, const Wei& amount) {
  if (amount == kEverything) return "all " + token.symbol;
  return decimal_text(amount.value(), token.decimals) + ' ' + token.symbol;
}

Result<Token> erc20_token(const ContractBook& book, std::string_view symbol) {
  BASIS_TRY(Token token, book.token(symbol));
  if (token.is_ether())
    return Error(ErrorKind::usage, fmt::format("{}: ether, where a contract's token must be", symbol));
  return token;
}

}  // namespace basis::chain
