#include "venues/chain/typed_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/json_reader.hpp"
#include "venues/chain/abi_encode.hpp"
#include "venues/chain/abi_json.hpp"
#include "venues/chain/keccak.hpp"

namespace basis::chain {
namespace {

constexpr std::string_view kDomain = "EIP712Domain";

struct TypedMember {
  std::string name;
  std::string type;
};
using TypedStructs = std::map<std::string, std::vector<TypedMember>, std::less<>>;

/// The fields that a domain may have, in their order (EIP-712, "Definition of domainSeparator").
const TypedMember kDomainMembers[] = {{"name", "string"},
                                      {"version", "string"},
                                      {"chainId", "uint256"},
                                      {"verifyingContract", "address"},
                                      {"salt", "bytes32"}};

Error typed_fault(std::string_view place, std::string_view what) {
  return {ErrorKind::data, fmt::format("{}: {}", place.substr(0, 100), what)};
}

std::string_view element_of(std::string_view type) { return type.substr(0, type.rfind('[')); }
std::string_view base_of(std::string_view type) { return type.substr(0, type.find('[')); }

/// Hashes values of the structs of one document.
class TypedHasher {
 public:
  explicit TypedHasher(TypedStructs structs) : structs_(std::move(structs)) {}

  Result<Hash32> hash_struct(std::string_view type, const boost::json::value& json) {
    const auto members = structs_.find(type);
    if (members == structs_.end()) return typed_fault(type, "the type is not known");
    if (!json.is_object()) return typed_fault(type, "the value is no object");
    const auto& object = json.get_object();
    BASIS_TRY(const Hash32 type_hash, hash_type(type));
    Bytes encoded(type_hash.begin(), type_hash.end());
    for (const TypedMember& member : members->second) {
      const boost::json::value* value = object.if_contains(member.name);
      if (value == nullptr) return typed_fault(member.name, "the value is missing");
      auto word = encode(member.type, *value);
      if (!word) return typed_fault(member.name, word.error().text());
      encoded.insert(encoded.end(), word.value().begin(), word.value().end());
    }
    if (object.size() != members->second.size())
      return typed_fault(type, "the value has members that its type has not");
    return keccak256(encoded);
  }

 private:
  /// The word that stands for a value in its struct.
  Result<Hash32> encode(std::string_view type, const boost::json::value& json) {
    if (type.ends_with(']')) return hash_array(type, json);
    if (structs_.contains(type)) return hash_struct(type, json);
    BASIS_TRY(const AbiType plain, AbiType::parse(type));
    BASIS_TRY(const AbiValue value, abi_value_of_json(plain, json));
    if (plain.kind() == AbiKind::string) return keccak256(value.string());
    if (plain.kind() == AbiKind::bytes) return keccak256(value.bytes());
    return abi_word(plain, value);
  }

  Result<Hash32> hash_array(std::string_view type, const boost::json::value& json) {
    if (!json.is_array()) return typed_fault(type, "the value is no array");
    const auto& array = json.get_array();
    const std::string_view element = element_of(type);
    const std::string_view length = type.substr(element.size());
    if (length != "[]" && length != fmt::format("[{}]", array.size()))
      return typed_fault(type, fmt::format("the value has {} elements", array.size()));
    Bytes encoded;
    for (const boost::json::value& value : array) {
      BASIS_TRY(const Hash32 word, encode(element, value));
      encoded.insert(encoded.end(), word.begin(), word.end());
    }
    return keccak256(encoded);
  }

  /// The hash of "Mail(Person from,string contents)Person(string name)": the struct, then those that it needs, by name.
  Result<Hash32> hash_type(std::string_view type) {
    if (const auto known = type_hashes_.find(type); known != type_hashes_.end()) return known->second;
    std::set<std::string, std::less<>> needed;
    std::vector<std::string> left{std::string(type)};
    while (!left.empty()) {
      const std::string next = std::move(left.back());
      left.pop_back();
      for (const TypedMember& member : structs_.find(next)->second) {
        const std::string_view base = base_of(member.type);
        if (base == type || !structs_.contains(base)) continue;
        if (needed.emplace(base).second) left.emplace_back(base);
      }
    }
    std::string text = declared(type);
    for (const std::string& other : needed) text += declared(other);
    const Hash32 hash = keccak256(text);
    type_hashes_.emplace(type, hash);
    return hash;
  }

  [[nodiscard]] std::string declared(std::string_view type) const {
    std::string text = fmt::format("{}(", type);
    for (const TypedMember& member : structs_.find(type)->second)
      text += fmt::format("{}{} {}", text.back() == '(' ? "" : ",", member.type, member.name);
    return text + ")";
  }

  TypedStructs structs_;
  std::map<std::string, Hash32, std::less<>> type_hashes_;
};

/// Whether each member is of a struct of the document, or of a type of the ABI that stands alone.
Result<void> check_members(const TypedStructs& structs) {
  for (const auto& [name, members] : structs) {
    if (AbiType::parse(name)) return typed_fault(name, "a type of the ABI has this name");
    for (const TypedMember& member : members) {
      const std::string_view base = base_of(member.type);
      // As an array of bool, the text's brackets are checked for structs, too.
      const std::string shape = "bool" + std::string(std::string_view(member.type).substr(base.size()));
      const bool known = structs.contains(base) || (!base.starts_with('(') && AbiType::parse(base));
      if (!known || !AbiType::parse(shape))
        return typed_fault(name, fmt::format("'{}' is no type", member.type.substr(0, 100)));
    }
  }
  return ok();
}

Result<std::vector<TypedMember>> read_members(std::string_view type, const boost::json::value& json) {
  std::vector<TypedMember> members;
  if (!json.is_array()) return typed_fault(type, "no array of members");
  std::set<std::string> names;
  for (const boost::json::value& entry : json.get_array()) {
    const auto* object = entry.if_object();
    const auto* name = object == nullptr ? nullptr : object->if_contains("name");
    const auto* of = object == nullptr ? nullptr : object->if_contains("type");
    if (name == nullptr || of == nullptr || !name->is_string() || !of->is_string())
      return typed_fault(type, "a member takes the texts name and type");
    members.push_back({std::string(name->get_string()), std::string(of->get_string())});
    if (!names.insert(members.back().name).second)
      return typed_fault(type, fmt::format("two members have the name '{}'", members.back().name.substr(0, 100)));
  }
  return members;
}

Result<TypedStructs> read_structs(const boost::json::value& types, const boost::json::value& domain) {
  TypedStructs structs;
  if (!types.is_object()) return typed_fault("types", "no object");
  for (const auto& [name, members] : types.get_object()) {
    BASIS_TRY(structs[std::string(name)], read_members(std::string_view(name), members));
  }
  if (!structs.contains(kDomain)) {
    auto& members = structs[std::string(kDomain)];
    for (const TypedMember& member : kDomainMembers)
      if (domain.is_object() && domain.get_object().contains(member.name)) members.push_back(member);
  }
  BASIS_TRY(check_members(structs));
  return structs;
}

}  // namespace

Result<TypedDataHash> hash_typed_data(std::string_view json) {
  BASIS_TRY(const boost::json::value document, parse_json(json));
  const auto* object = document.if_object();
  const auto member = [&](const char* key) { return object == nullptr ? nullptr : object->if_contains(key); };
  for (const char* key : {"types", "primaryType", "domain", "message"})
    if (member(key) == nullptr) return typed_fault(key, "missing in the typed data");
  if (!member("primaryType")->is_string()) return typed_fault("primaryType", "no text");
  BASIS_TRY(TypedStructs structs, read_structs(*member("types"), *member("domain")));
  TypedHasher hasher(std::move(structs));
  TypedDataHash hash;
  auto domain = hasher.hash_struct(kDomain, *member("domain"));
  if (!domain) return typed_fault("domain", domain.error().text());
  hash.domain = domain.value();
  auto message = hasher.hash_struct(std::string_view(member("primaryType")->get_string()), *member("message"));
  if (!message) return typed_fault("message", message.error().text());
  hash.message = message.value();
  Bytes both{0x19, 0x01};
  both.insert(both.end(), hash.domain.begin(), hash.domain.end());
  both.insert(both.end(), hash.message.begin(), hash.message.end());
  hash.digest = keccak256(both);
  return hash;
}

}  // namespace basis::chain
