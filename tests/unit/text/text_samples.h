// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QStringList>
#include <vector>

namespace pulse::test {

/// Texts by chance, the same for the same seed: few distinct lines, so that many repeat.
class RandomTexts
{
public:
    explicit RandomTexts(quint32 seed)
        : m_random(seed)
    {}

    int below(int bound) { return static_cast<int>(m_random.bounded(bound)); }

    QString line()
    {
        static const QStringList words{QStringLiteral("tone"),
                                       QStringLiteral("the"),
                                       QStringLiteral(" "),
                                       QStringLiteral("{{x}}"),
                                       QStringLiteral("e\u0301"),
                                       QStringLiteral("\U0001F469\u200D\U0001F4BB"),
                                       QStringLiteral("漢字"),
                                       QStringLiteral("\t"),
                                       QStringLiteral(", "),
                                       QStringLiteral("\r"),
                                       QStringLiteral("\U0001F1E9\U0001F1EA")};
        QString result;
        for (int count = below(7); count > 0; --count)
            result += words[below(static_cast<int>(words.size()))];
        return result;
    }

    QString text(int maxLines)
    {
        QString result;
        for (int count = below(maxLines + 1); count > 0; --count)
            result += line() + (below(8) == 0 ? QStringLiteral("\r\n") : QStringLiteral("\n"));
        if (below(3) == 0)
            result += line();
        return result;
    }

    /// The text after a few edits of lines and characters.
    QString edited(const QString &text)
    {
        QStringList lines = text.split(u'\n');
        for (int edits = below(6); edits > 0; --edits) {
            const qsizetype at = below(static_cast<int>(lines.size()));
            switch (below(5)) {
            case 0:
                lines.insert(at, line());
                break;
            case 1:
                lines[at] += line();
                break;
            case 2:
                lines[at].truncate(lines[at].size() / 2);
                break;
            case 3:
                lines.insert(at, lines[below(static_cast<int>(lines.size()))]);
                break;
            default:
                if (lines.size() > 1)
                    lines.removeAt(at);
            }
        }
        return lines.join(u'\n');
    }

private:
    QRandomGenerator m_random;
};

/// The revisions of each real prompt, oldest first; empty when the corpus is not there.
inline std::vector<std::vector<QByteArray>> realRevisions()
{
    std::vector<std::vector<QByteArray>> result;
    const QString shared = qEnvironmentVariable("PULSE_SHARED");
    if (shared.isEmpty())
        return result;
    const QDir patterns(shared + QStringLiteral("/corpus/fabric-patterns/patterns"));
    for (const QString &pattern : patterns.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const QDir folder(patterns.filePath(pattern));
        auto &revisions = result.emplace_back();
        for (const QString &name : folder.entryList({QStringLiteral("r*.md")}, QDir::Files, QDir::Name)) {
            QFile file(folder.filePath(name));
            if (file.open(QIODevice::ReadOnly))
                revisions.push_back(file.readAll());
        }
    }
    return result;
}

} // namespace pulse::test
