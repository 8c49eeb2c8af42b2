#include "venues/instadapp/calls.hpp"

#include <fmt/format.h>

namespace basis::instadapp {
namespace {

using chain::AbiValue;

/// Whom Instadapp counts a transaction for; nobody, as dsa-connect says it.
const chain::Address kNoOrigin;

struct Columns {
  AbiValue::List names, datas;
};

Columns columns(const std::vector<Spell>& spells) {
  Columns made;
  for (const Spell& spell : spells) {
    made.names.emplace_back(spell.connector);
    made.datas.emplace_back(spell.data);
  }
  return made;
}

/// What `flashBorrowAndCast` takes: (string[] connectors, bytes[] spells).
Result<chain::Bytes> nested(const std::vector<Spell>& spells) {
  static const std::vector<chain::AbiType> kTypes{chain::AbiType::parse("string[]").value(),
                                                  chain::AbiType::parse("bytes[]").value()};
  Columns made = columns(spells);
  const AbiValue::List values{AbiValue(std::move(made.names)), AbiValue(std::move(made.datas))};
  return chain::encode_abi(kTypes, values);
}

void add_lines(std::vector<std::string>& lines, const std::vector<Spell>& spells, const std::string& indent) {
  for (const Spell& spell : spells) {
    lines.push_back(indent + spell.text);
    add_lines(lines, spell.inner, indent + "  ");
  }
}

}  // namespace

Result<Spell> flash_borrow_and_cast(const chain::Token& token, const Wei& amount, std::vector<Spell> inner) {
  BASIS_TRY(chain::Bytes data, nested(inner));
  BASIS_TRY(Spell spell, make_spell("INSTAPOOL-C", "flashBorrowAndCast", chain::amount_text(token, amount),
                                    token.address, amount, kMorphoRoute, data, chain::Bytes()));
  spell.inner = std::move(inner);
  return spell;
}

Result<chain::ContractCall> build(const chain::ContractBook& book, const chain::Address& owner) {
  BASIS_TRY(const chain::Address to, book.contract("instadapp", "index"));
  return chain::make_call(to, Wei(), index().build, fmt::format("instadapp build an account of {}", owner.to_string()),
                          owner, kAccountVersion, kNoOrigin);
}

Result<chain::Address> built_account(chain::ByteView returned) {
  BASIS_TRY(const auto values, index().build.decode(returned));
  return values.front().address();
}

Result<chain::ContractCall> cast(const chain::Address& account, const std::vector<Spell>& spells, const Wei& value) {
  Columns made = columns(spells);
  return chain::make_call(account, value, instadapp::account().cast,
                          fmt::format("instadapp: {} spells in one transaction", spell_lines(spells).size()),
                          AbiValue(std::move(made.names)), AbiValue(std::move(made.datas)), kNoOrigin);
}

std::vector<std::string> spell_lines(const std::vector<Spell>& spells) {
  std::vector<std::string> lines;
  add_lines(lines, spells, "");
  return lines;
}

}  // namespace basis::instadapp
