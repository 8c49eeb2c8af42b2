#include "venues/chain/abi_type.hpp"

#include <fmt/format.h>

#include <charconv>

#include "venues/chain/abi_type_reader.hpp"

namespace basis::chain {
namespace {

/// The types without a number in their names.
struct PlainType {
  std::string_view name;
  AbiKind kind;
  std::size_t size;
};
constexpr PlainType kPlainTypes[] = {
    {"uint", AbiKind::uint, 256},  {"int", AbiKind::sint, 256},  {"address", AbiKind::address, 0},
    {"bool", AbiKind::boolean, 0}, {"bytes", AbiKind::bytes, 0}, {"string", AbiKind::string, 0},
};

/// The types with one, and which numbers they take: multiples of `step` up to `most`.
struct SizedType {
  std::string_view name;
  AbiKind kind;
  std::size_t step;
  std::size_t most;
};
constexpr SizedType kSizedTypes[] = {
    {"uint", AbiKind::uint, 8, 256},
    {"int", AbiKind::sint, 8, 256},
    {"bytes", AbiKind::fixed_bytes, 1, 32},
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

/// A decimal number without leading zeros; zero where it is none.
std::size_t count_of(std::string_view text) {
  std::size_t value = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  return wrong == std::errc() && end == text.data() + text.size() && text.front() != '0' ? value : 0;
}

}  // namespace

Error AbiTypeReader::fault(std::string_view what) const {
  return {ErrorKind::data, fmt::format("'{}': character {}: {}", text_.substr(0, 200), at_ + 1, what)};
}

bool AbiTypeReader::take(char c) {
  if (at_end() || text_[at_] != c) return false;
  ++at_;
  return true;
}

void AbiTypeReader::skip_spaces() {
  while (take(' ')) continue;
}

std::string_view AbiTypeReader::word() {
  const std::size_t start = at_;
  while (!at_end() && is_word(text_[at_])) ++at_;
  return text_.substr(start, at_ - start);
}

Result<AbiType> AbiTypeReader::elementary() {
  const AbiTypeReader before = *this;
  const std::string_view name = word();
  AbiType type;
  for (const PlainType& plain : kPlainTypes) {
    if (name != plain.name) continue;
    type.kind_ = plain.kind;
    type.size_ = plain.size;
    type.is_dynamic_ = plain.kind == AbiKind::bytes || plain.kind == AbiKind::string;
    return type;
  }
  for (const SizedType& sized : kSizedTypes) {
    if (!name.starts_with(sized.name) || name.size() == sized.name.size()) continue;
    const std::size_t size = count_of(name.substr(sized.name.size()));
    if (size == 0 || size > sized.most || size % sized.step != 0) continue;
    type.kind_ = sized.kind;
    type.size_ = size;
    return type;
  }
  return before.fault("no type of the contract ABI");
}

Result<AbiType> AbiTypeReader::measured(AbiType type) const {
  std::size_t head = 0;
  for (const AbiType& component : type.components_) {
    type.is_dynamic_ = type.is_dynamic_ || component.is_dynamic_;
    head += component.head_;
  }
  if (type.kind_ == AbiKind::array) type.is_dynamic_ = true;
  if (type.kind_ == AbiKind::fixed_array) {
    if (type.size_ > AbiType::kMaximumHead / head) return fault("a type of too many elements");
    head *= type.size_;
  }
  if (head > AbiType::kMaximumHead) return fault("a type of too many elements");
  type.head_ = type.is_dynamic_ ? 32 : head;
  return type;
}

Result<AbiType> AbiTypeReader::tuple(std::size_t depth) {
  AbiType type;
  type.kind_ = AbiKind::tuple;
  do {
    skip_spaces();
    BASIS_TRY(AbiType member, this->type(depth + 1));
    type.components_.push_back(std::move(member));
    skip_spaces();
    // Members may have names.
    word();
    skip_spaces();
  } while (take(','));
  if (!take(')')) return fault("')' is missing");
  return measured(std::move(type));
}

Result<AbiType> AbiTypeReader::array_of(AbiType element) {
  AbiType type;
  type.components_.push_back(std::move(element));
  type.kind_ = AbiKind::array;
  if (!take(']')) {
    type.kind_ = AbiKind::fixed_array;
    const AbiTypeReader before = *this;
    const std::string_view digits = word();
    type.size_ = digits.empty() ? 0 : count_of(digits);
    if (type.size_ == 0) return before.fault("an array takes a length over zero, or none");
    if (!take(']')) return fault("']' is missing");
  }
  return measured(std::move(type));
}

Result<AbiType> AbiTypeReader::type(std::size_t depth) {
  if (depth >= AbiType::kMaximumDepth) return fault("types stand too deep in each other");
  BASIS_TRY(AbiType type, take('(') ? tuple(depth) : elementary());
  while (take('[')) {
    if (++depth >= AbiType::kMaximumDepth) return fault("types stand too deep in each other");
    BASIS_TRY(AbiType array, array_of(std::move(type)));
    type = std::move(array);
  }
  return type;
}

Result<AbiParameter> AbiTypeReader::parameter(bool with_indexed) {
  AbiParameter parameter;
  skip_spaces();
  BASIS_TRY(AbiType type, this->type());
  parameter.type = std::move(type);
  skip_spaces();
  const AbiTypeReader before = *this;
  std::string_view name = word();
  if (name == "indexed") {
    if (!with_indexed) return before.fault("only parameters of events are indexed");
    parameter.indexed = true;
    skip_spaces();
    name = word();
  }
  parameter.name = name;
  skip_spaces();
  return parameter;
}

Result<std::vector<AbiParameter>> AbiTypeReader::parameters(bool with_indexed) {
  std::vector<AbiParameter> all;
  if (!take('(')) return fault("'(' is missing");
  if (take(')')) return all;
  do {
    BASIS_TRY(AbiParameter one, parameter(with_indexed));
    all.push_back(std::move(one));
  } while (take(','));
  if (!take(')')) return fault("')' is missing");
  return all;
}

Result<AbiType> AbiType::parse(std::string_view text) {
  AbiTypeReader reader(text);
  BASIS_TRY(AbiType type, reader.type());
  if (!reader.at_end()) return reader.fault("text after the type");
  return type;
}

std::string AbiType::text() const {
  switch (kind_) {
    case AbiKind::uint: return fmt::format("uint{}", size_);
    case AbiKind::sint: return fmt::format("int{}", size_);
    case AbiKind::fixed_bytes: return fmt::format("bytes{}", size_);
    case AbiKind::address: return "address";
    case AbiKind::boolean: return "bool";
    case AbiKind::bytes: return "bytes";
    case AbiKind::string: return "string";
    case AbiKind::array: return components_.front().text() + "[]";
    case AbiKind::fixed_array: return fmt::format("{}[{}]", components_.front().text(), size_);
    case AbiKind::tuple: return abi_types_text(components_);
  }
  return {};
}

Result<AbiDeclaration> AbiDeclaration::parse(std::string_view text, bool with_indexed) {
  AbiTypeReader reader(text);
  AbiDeclaration declaration;
  declaration.name = reader.word();
  if (declaration.name.empty()) return reader.fault("a name is missing");
  BASIS_TRY(declaration.parameters, reader.parameters(with_indexed));
  if (!reader.at_end()) return reader.fault("text after the parameters");
  return declaration;
}

std::vector<AbiType> AbiDeclaration::types() const {
  std::vector<AbiType> types;
  types.reserve(parameters.size());
  for (const AbiParameter& parameter : parameters) types.push_back(parameter.type);
  return types;
}

std::string AbiDeclaration::signature() const { return name + abi_types_text(types()); }

Result<std::vector<AbiParameter>> parse_abi_parameters(std::string_view text) {
  if (text.empty()) return std::vector<AbiParameter>();
  AbiTypeReader reader(text);
  BASIS_TRY(auto parameters, reader.parameters(false));
  if (!reader.at_end()) return reader.fault("text after the parameters");
  return parameters;
}

std::string abi_types_text(const std::vector<AbiType>& types) {
  std::string text = "(";
  for (const AbiType& type : types) {
    if (text.size() > 1) text += ',';
    text += type.text();
  }
  return text += ')';
}

}  // namespace basis::chain
