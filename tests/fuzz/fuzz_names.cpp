// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/selector.h"
#include "require.h"

#include <cstring>

using namespace pulse;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

namespace {

/// What is accepted reads as itself, to the letter, again and again.
template <typename Value>
std::optional<Value> roundTrip(const QString &text)
{
    Result<Value> value = Value::parse(text);
    if (!value) {
        REQUIRE(value.error().code() == ErrorCode::Invalid);
        REQUIRE(value.error().message().endsWith(u'.'));
        return {};
    }
    REQUIRE(value->toString() == text);
    const Result<Value> again = Value::parse(value->toString());
    REQUIRE(again && *again == *value);
    return std::move(*value);
}

void checkName(const Name &name)
{
    const QByteArray bytes = name.toString().toUtf8();
    REQUIRE(bytes.size() <= Name::maxBytes);
    REQUIRE(QString::fromUtf8(bytes) == name.toString());
    REQUIRE(name.toString().normalized(QString::NormalizationForm_C) == name.toString());
    REQUIRE(!bytes.contains("..") && !bytes.contains('\0') && !bytes.contains('\\') && !bytes.contains('@'));
    for (const QString &segment : name.segments()) {
        REQUIRE(Name::validateSegment(segment));
        REQUIRE(!Version::parse(segment));
        REQUIRE(segment.toUtf8().size() <= Name::maxSegmentBytes);
    }
    REQUIRE(Name::join(name.folder(), name.leaf()) == name);
    REQUIRE(name.folder().isEmpty() || name.isBelow(name.folder()));
    REQUIRE(foldCase(name.caseFolded()) == name.caseFolded());
}

void checkVersion(const Version &version)
{
    for (const Bump bump : {Bump::Major, Bump::Minor, Bump::Patch, Bump::Prerelease})
        REQUIRE(comparePrecedence(version.next(bump), version) > 0);
    const Result<VersionRange> range = VersionRange::parse(version.toString());
    REQUIRE(range && range->matches(version));
    REQUIRE(!Label::parse(version.toString()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size == 0)
        return 0;
    // The first byte chooses UTF-16 as it comes (with lone surrogates) or UTF-8.
    QString text;
    if (data[0] & 1) {
        text.resize(qsizetype((size - 1) / sizeof(char16_t)));
        std::memcpy(text.data(), data + 1, size_t(text.size()) * sizeof(char16_t));
    } else {
        text = QString::fromUtf8(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));
    }
    if (const auto name = roundTrip<Name>(text))
        checkName(*name);
    const auto version = roundTrip<Version>(text);
    if (version)
        checkVersion(*version);
    const auto range = roundTrip<VersionRange>(text);
    if (range)
        static_cast<void>(range->matches(Version::first()));
    const auto label = roundTrip<Label>(text);
    REQUIRE(!(label && (range || version)));
    roundTrip<Selector>(text);
    roundTrip<PromptRef>(text);
    return 0;
}
