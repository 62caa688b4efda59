// SPDX-License-Identifier: Apache-2.0
#include "pulse/net/challenge.h"

#include <algorithm>

namespace pulse {

namespace {

bool isTokenCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

/// Reads a list of challenges or parameters from the front to the back.
class FieldReader
{
public:
    explicit FieldReader(QByteArrayView text)
        : m_rest(text)
    {}

    [[nodiscard]] bool atEnd() const { return m_rest.isEmpty(); }
    void skip(QByteArrayView characters)
    {
        while (!m_rest.isEmpty() && characters.contains(m_rest.front()))
            m_rest = m_rest.sliced(1);
    }
    [[nodiscard]] QByteArray token()
    {
        const auto end = std::ranges::find_if_not(m_rest, isTokenCharacter);
        return take(end - m_rest.begin());
    }
    [[nodiscard]] bool consume(char character)
    {
        if (m_rest.isEmpty() || m_rest.front() != character)
            return false;
        m_rest = m_rest.sliced(1);
        return true;
    }
    [[nodiscard]] QByteArray value()
    {
        if (!consume('"'))
            return token();
        QByteArray result;
        while (!m_rest.isEmpty() && !consume('"')) {
            if (consume('\\') && m_rest.isEmpty())
                break;
            result += take(1);
        }
        return result;
    }
    void skipToComma()
    {
        const qsizetype comma = m_rest.indexOf(',');
        m_rest = comma < 0 ? QByteArrayView() : m_rest.sliced(comma);
    }

private:
    QByteArray take(qsizetype count)
    {
        const QByteArray taken = m_rest.first(count).toByteArray();
        m_rest = m_rest.sliced(count);
        return taken;
    }

    QByteArrayView m_rest;
};

void readChallenges(QByteArrayView text, std::vector<AuthChallenge> &challenges)
{
    FieldReader reader(text);
    for (reader.skip(" \t,"); !reader.atEnd(); reader.skip(" \t,")) {
        const QByteArray word = reader.token().toLower();
        if (word.isEmpty())
            return;
        reader.skip(" \t");
        if (!reader.consume('=')) { // the word is a scheme, not the name of a parameter
            challenges.push_back({word, {}});
            continue;
        }
        reader.skip(" \t");
        const QByteArray value = reader.value();
        if (!challenges.empty())
            challenges.back().parameters.emplace(word, value);
        reader.skipToComma(); // the rest of a token68, too
    }
}

} // namespace

QByteArray AuthChallenge::parameter(const QByteArray &name) const
{
    const auto found = parameters.find(name);
    return found == parameters.end() ? QByteArray() : found->second;
}

std::vector<AuthChallenge> challengesOf(const HttpHeaders &headers)
{
    std::vector<AuthChallenge> challenges;
    for (const HttpHeader &header : headers.all())
        if (header.name.compare("WWW-Authenticate", Qt::CaseInsensitive) == 0)
            readChallenges(header.value, challenges);
    return challenges;
}

std::map<QByteArray, QByteArray> authParameters(QByteArrayView list)
{
    std::vector<AuthChallenge> one{{}};
    readChallenges(list, one);
    return one.front().parameters;
}

} // namespace pulse
