#include "venues/chain/json_fields.hpp"

#include <fmt/format.h>

namespace basis::chain {
namespace {

template <class T>
Result<T> named(Result<T> read, std::string_view key) {
  if (read) return read;
  return Error(ErrorKind::data, fmt::format("{}: {}", key, read.error().text()));
}

Result<std::string_view> text(const boost::json::value& value) {
  if (const auto* const found = value.if_string()) return std::string_view(*found);
  return Error(ErrorKind::data, "is no text");
}

}  // namespace

Result<std::string_view> text_of(const boost::json::object& fields, std::string_view key) {
  const auto* const found = fields.if_contains(key);
  if (found == nullptr) return Error(ErrorKind::data, fmt::format("{}: is missing", key));
  return named(text(*found), key);
}

Result<u256> quantity_of(const boost::json::object& fields, std::string_view key) {
  BASIS_TRY(const auto found, text_of(fields, key));
  return named(parse_quantity(found), key);
}

Result<std::uint64_t> quantity64_of(const boost::json::object& fields, std::string_view key) {
  BASIS_TRY(const auto found, text_of(fields, key));
  return named(parse_quantity64(found), key);
}

Result<std::uint64_t> block_number_of(const boost::json::object& fields, std::string_view key) {
  BASIS_TRY(const std::uint64_t number, quantity64_of(fields, key));
  if (number >> 48U != 0) return Error(ErrorKind::data, fmt::format("{}: {} is no number of a block", key, number));
  return number;
}

Result<Hash32> hash_of(const boost::json::object& fields, std::string_view key) {
  BASIS_TRY(const auto found, text_of(fields, key));
  return named(hash_from_hex(found), key);
}

Result<Bytes> bytes_of(const boost::json::object& fields, std::string_view key) {
  BASIS_TRY(const auto found, text_of(fields, key));
  return named(from_hex(found), key);
}

Result<u256> quantity_of(const boost::json::value& value) {
  BASIS_TRY(const auto found, text(value));
  return parse_quantity(found);
}

Result<std::uint64_t> quantity64_of(const boost::json::value& value) {
  BASIS_TRY(const auto found, text(value));
  return parse_quantity64(found);
}

Result<Bytes> bytes_of(const boost::json::value& value) {
  BASIS_TRY(const auto found, text(value));
  return from_hex(found);
}

}  // namespace basis::chain
