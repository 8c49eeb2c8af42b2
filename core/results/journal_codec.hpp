#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/results/journal.hpp"
#include "core/results/node_memory.hpp"

namespace basis {

/// The version of what follows; another one is not read.
inline constexpr int kJournalVersion = 6;

/// The names of all kinds, in the order of `journal::Body`.
std::span<const std::string_view> journal_kinds();
/// "order_made": the name of an entry's kind, by which it is found again.
std::string_view journal_kind(const journal::Body& body);
/// The bytes of a body.
std::string encode_body(const journal::Body& body);
/// Absent when there is no such kind, or its bytes are not those of one.
std::optional<journal::Body> decode_body(std::string_view kind, std::string_view bytes);

/// The names of all sections, in the order of `MemorySection`.
std::span<const std::string_view> section_names();
std::string_view section_name(const MemorySection& section);
std::string encode_section(const MemorySection& section);
std::optional<MemorySection> decode_section(std::string_view name, std::string_view bytes);

}  // namespace basis
