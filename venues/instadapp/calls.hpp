#pragma once

#include <vector>

#include "venues/chain/make_call.hpp"
#include "venues/instadapp/contracts.hpp"

namespace basis::instadapp {

/// One call of a connector. An amount of `chain::kEverything` is all that the account has; `getId` takes the amount
/// that an earlier spell has left under this number, `setId` leaves the result; 0 is neither (docs.instadapp.io,
/// "Connectors").
struct Spell {
  std::string_view connector;
  chain::Bytes data;
  std::string text;            ///< for a person: "WETH-A withdraw 9 WETH"
  std::vector<Spell> inner{};  ///< what runs on its flash loan
};

/// The spell `name` of a connector with these arguments, each as `AbiValue` takes it. `what` says them to a person.
/// Errors (data): see `Function::encode`.
template <class... T>
Result<Spell> make_spell(std::string_view connector, std::string_view name, std::string_view what,
                         const T&... arguments) {
  const SpellKind& kind = spell_kind(connector, name);
  BASIS_TRY(chain::Bytes data, kind.function.call(arguments...));
  std::string text(connector);
  text.append(" ").append(name);
  if (!what.empty()) text.append(" ").append(what);
  return Spell{kind.connector, std::move(data), std::move(text)};
}

/// Borrows `amount` of a token at Morpho, runs `inner` with it, the last of which pays it back.
Result<Spell> flash_borrow_and_cast(const chain::Token& token, const Wei& amount, std::vector<Spell> inner);

/// A new account of `owner`. Usage error: the chain has no Instadapp.
Result<chain::ContractCall> build(const chain::ContractBook& book, const chain::Address& owner);
/// The address that `build` has returned. Errors (data): it is none.
Result<chain::Address> built_account(chain::ByteView returned);

/// The one transaction of an account's user: all spells, or none. `value` is the ether that comes along.
Result<chain::ContractCall> cast(const chain::Address& account, const std::vector<Spell>& spells, const Wei& value);

/// A line for each spell, those on a flash loan behind it and indented.
std::vector<std::string> spell_lines(const std::vector<Spell>& spells);

}  // namespace basis::instadapp
