// SPDX-License-Identifier: Apache-2.0
#include "pulse/text/text_encoding.h"

#include <QStringDecoder>
#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

constexpr QByteArrayView utf8Bom("\xEF\xBB\xBF");

/// The wider encoding that a byte order mark announces, if any.
std::optional<QStringConverter::Encoding> announcedEncoding(QByteArrayView bytes)
{
    if (bytes.startsWith(QByteArrayView("\xFF\xFE\0\0", 4)) || bytes.startsWith(QByteArrayView("\0\0\xFE\xFF", 4)))
        return QStringConverter::Utf32;
    if (bytes.startsWith(QByteArrayView("\xFF\xFE", 2)) || bytes.startsWith(QByteArrayView("\xFE\xFF", 2)))
        return QStringConverter::Utf16;
    return {};
}

struct LineEndingFacts
{
    LineEnding ending = LineEnding::Lf;
    qsizetype firstOther = -1; // where the first line ends unlike those before it
};

LineEndingFacts lineEndings(QByteArrayView bytes)
{
    std::optional<LineEnding> first;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        if (bytes[i] != '\n' && bytes[i] != '\r')
            continue;
        const bool isPair = bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n';
        const LineEnding ending = isPair ? LineEnding::CrLf : bytes[i] == '\r' ? LineEnding::Cr : LineEnding::Lf;
        if (first.value_or(ending) != ending)
            return {LineEnding::Mixed, i};
        first = ending;
        i += isPair ? 1 : 0;
    }
    return {first.value_or(LineEnding::Lf), -1};
}

/// The first character that a text document cannot hold without turning it into a line break.
qsizetype firstSpecialCharacter(QByteArrayView bytes)
{
    constexpr std::array<QByteArrayView, 4> specials{"\xE2\x80\xA8", "\xE2\x80\xA9", "\xEF\xB7\x90", "\xEF\xB7\x91"};
    qsizetype first = -1;
    for (const QByteArrayView special : specials) {
        const qsizetype at = bytes.indexOf(special);
        if (at >= 0 && (first < 0 || at < first))
            first = at;
    }
    return first;
}

QString decodeAs(QStringConverter::Encoding encoding, QByteArrayView bytes, QStringConverter::Flags flags)
{
    QStringDecoder decoder(encoding, flags | QStringConverter::Flag::Stateless);
    return decoder.decode(bytes);
}

QString withLineFeeds(const QString &text, LineEnding ending)
{
    QString result = text;
    if (ending == LineEnding::CrLf)
        result.replace("\r\n"_L1, "\n"_L1);
    else if (ending == LineEnding::Cr)
        result.replace(u'\r', u'\n');
    return result;
}

/// How many bytes the well-formed character at the front has; 0 when there is none.
qsizetype wellFormedLength(QByteArrayView bytes)
{
    const auto at = [&](qsizetype i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U; };
    const auto continues = [&](qsizetype i) { return at(i) >= 0x80 && at(i) <= 0xBF; };
    const unsigned lead = at(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return continues(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned lowest = lead == 0xE0 ? 0xA0 : 0x80;
        const unsigned highest = lead == 0xED ? 0x9F : 0xBF;
        return at(1) >= lowest && at(1) <= highest && continues(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned lowest = lead == 0xF0 ? 0x90 : 0x80;
        const unsigned highest = lead == 0xF4 ? 0x8F : 0xBF;
        return at(1) >= lowest && at(1) <= highest && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

DecodedText readOnly(DecodedText decoded, ReadOnlyReason reason, qsizetype position)
{
    decoded.reason = reason;
    decoded.position = position;
    return decoded;
}

} // namespace

QString DecodedText::explanation() const
{
    switch (reason) {
    case ReadOnlyReason::None:
        return {};
    case ReadOnlyReason::InvalidUtf8:
        return u"This content is not valid UTF-8 (byte %1), so it is shown read-only: saving it would change bytes. "
               "Convert it to UTF-8 and import it again to edit it."_s.arg(position);
    case ReadOnlyReason::OtherEncoding:
        return u"This content is encoded as UTF-16 or UTF-32, so it is shown read-only. Convert it to UTF-8 and import "
               "it again to edit it."_s;
    case ReadOnlyReason::NulCharacter:
        return u"This content holds a zero byte (byte %1), so it is hardly a text; it is shown read-only to keep its "
               "bytes as they are."_s.arg(position);
    case ReadOnlyReason::MixedLineEndings:
        return u"The lines of this content end in different ways, so it is shown read-only: saving it would make them "
               "alike. Convert its line endings to edit it."_s;
    case ReadOnlyReason::SpecialCharacters:
        return u"This content holds a special separator (byte %1) that an editor would turn into a line break, so it "
               u"is "
               "shown read-only to keep its bytes as they are."_s.arg(position);
    }
    Q_UNREACHABLE_RETURN({});
}

qsizetype firstInvalidUtf8(QByteArrayView bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype length = wellFormedLength(bytes.sliced(at));
        if (length == 0)
            return at;
        at += length;
    }
    return -1;
}

Result<DecodedText> decodeText(const QByteArray &bytes)
{
    if (bytes.size() > maximumTextSize) {
        return failure(ErrorCode::Unsupported, u"decode"_s, {},
                       u"This content is too large to show as text (more than 256 MiB). Fetch it to a file instead."_s);
    }
    DecodedText decoded;
    if (const auto encoding = announcedEncoding(bytes)) {
        decoded.text = decodeAs(*encoding, bytes, QStringConverter::Flag::Default);
        return readOnly(std::move(decoded), ReadOnlyReason::OtherEncoding, 0);
    }
    decoded.form.hasBom = bytes.startsWith(utf8Bom);
    const QByteArrayView content = QByteArrayView(bytes).sliced(decoded.form.hasBom ? utf8Bom.size() : 0);
    const LineEndingFacts endings = lineEndings(content);
    decoded.form.ending = endings.ending;
    const qsizetype offset = bytes.size() - content.size();
    decoded.text = decodeAs(QStringConverter::Utf8, content, QStringConverter::Flag::ConvertInitialBom);

    if (const qsizetype invalid = firstInvalidUtf8(content); invalid >= 0)
        return readOnly(std::move(decoded), ReadOnlyReason::InvalidUtf8, offset + invalid);
    if (const qsizetype nul = content.indexOf('\0'); nul >= 0)
        return readOnly(std::move(decoded), ReadOnlyReason::NulCharacter, offset + nul);
    if (endings.ending == LineEnding::Mixed)
        return readOnly(std::move(decoded), ReadOnlyReason::MixedLineEndings, offset + endings.firstOther);
    if (const qsizetype special = firstSpecialCharacter(content); special >= 0)
        return readOnly(std::move(decoded), ReadOnlyReason::SpecialCharacters, offset + special);
    decoded.text = withLineFeeds(decoded.text, endings.ending);
    return decoded;
}

QByteArray encodeText(const QString &text, const TextForm &form)
{
    QByteArray bytes = text.toUtf8();
    if (form.ending == LineEnding::CrLf)
        bytes.replace("\n", "\r\n");
    else if (form.ending == LineEnding::Cr)
        bytes.replace('\n', '\r');
    if (form.hasBom)
        bytes.prepend(utf8Bom);
    return bytes;
}

} // namespace pulse
