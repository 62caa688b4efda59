// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/publish/version_choices.h"

#include "choice_card.h"
#include "pulse/ui/common/format.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace pulse::ui {

VersionChoices::VersionChoices(QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
    , m_row(new QHBoxLayout)
    , m_ownProblem(new QLabel)
{
    m_row->setSpacing(innerSpacing);
    m_own = new QLineEdit;
    m_own->setPlaceholderText(tr("For example 2.0.0-rc.1"));
    m_own->setAccessibleName(tr("Another version"));
    m_own->setMaxLength(200);
    m_own->hide();
    m_ownProblem->setWordWrap(true);
    m_ownProblem->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(innerSpacing);
    column->addLayout(m_row);
    column->addWidget(m_own);
    column->addWidget(m_ownProblem);
    connect(m_own, &QLineEdit::textChanged, this, &VersionChoices::validateOwn);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (!on)
            return;
        const bool own = id == m_cards.size() - 1;
        m_own->setVisible(own);
        m_ownProblem->setVisible(own && !m_ownProblem->text().isEmpty());
        if (own)
            m_own->setFocus();
        emit chosenChanged();
    });
}

VersionChoices::~VersionChoices() = default;

void VersionChoices::clear()
{
    for (ChoiceCard *card : std::as_const(m_cards)) {
        m_group->removeButton(card);
        card->deleteLater();
    }
    m_cards.clear();
    m_versions.clear();
}

ChoiceCard *VersionChoices::addCard(const QString &word, const std::optional<Version> &version,
                                    const QString &explanation)
{
    auto *card = new ChoiceCard(word, version ? version->toString() : QString(), explanation, this);
    m_group->addButton(card, static_cast<int>(m_cards.size()));
    m_row->addWidget(card, 1);
    m_cards.append(card);
    m_versions.push_back(version);
    return card;
}

void VersionChoices::setProposal(const Library::Proposal &proposal)
{
    clear();
    if (!proposal.latest) {
        addCard(tr("first"), proposal.proposed, tr("The first version of this prompt"));
    } else {
        addCard(tr("patch"), proposal.patch, tr("Wording: whoever uses it need not care"));
        addCard(tr("minor"), proposal.minor, tr("It can do more; what worked goes on working"));
        addCard(tr("major"), proposal.major, tr("Whoever uses it must change something"));
    }
    addCard(tr("another"), {}, tr("A number of your own, such as a pre-release")); // known by being the last
    for (size_t i = 0; i < m_versions.size(); ++i) {
        if (m_versions[i] == proposal.proposed) {
            m_cards[static_cast<qsizetype>(i)]->setProposed(true);
            m_cards[static_cast<qsizetype>(i)]->setChecked(true);
            break;
        }
    }
    validateOwn();
}

std::optional<Version> VersionChoices::chosen() const
{
    const int id = m_group->checkedId();
    return id < 0 ? std::nullopt : m_versions[static_cast<size_t>(id)];
}

void VersionChoices::setOwnVersion(const QString &text)
{
    m_cards.back()->setChecked(true);
    m_own->setText(text);
}

void VersionChoices::validateOwn()
{
    if (m_cards.isEmpty())
        return;
    const QString text = m_own->text().trimmed();
    const auto version = Version::parse(text);
    m_versions.back() = version ? std::optional(*version) : std::nullopt;
    m_cards.back()->setVersion(version ? text : QString());
    m_ownProblem->setText(text.isEmpty() || version ? QString() : version.error().message());
    m_ownProblem->setVisible(!m_ownProblem->text().isEmpty() && !m_own->isHidden());
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, negativeColor(colors));
    m_ownProblem->setPalette(colors);
    emit chosenChanged();
}

} // namespace pulse::ui
