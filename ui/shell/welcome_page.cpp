// SPDX-License-Identifier: Apache-2.0
#include "welcome_page.h"

#include "command_table.h"
#include "library_manager.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/tool_tip.h"

#include <QAction>
#include <QCommandLinkButton>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

constexpr int columnWidth = 460;
constexpr qsizetype shownRecent = 5;

class ProgramIcon final : public QWidget
{
public:
    explicit ProgramIcon(QWidget *parent)
        : QWidget(parent)
        , m_icon(applicationIcon())
    {
        setFixedSize(72, 72);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_icon.paint(&painter, rect());
    }

private:
    QIcon m_icon;
};

QLabel *label(const QString &text, qreal scale, QFont::Weight weight, QWidget *parent)
{
    auto *made = new QLabel(text, parent);
    QFont font = made->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    font.setWeight(weight);
    made->setFont(font);
    made->setWordWrap(true);
    made->setTextFormat(Qt::PlainText);
    return made;
}

QCommandLinkButton *button(QAction *action, QWidget *parent)
{
    auto *made = new QCommandLinkButton(CommandTable::plainText(action), action->statusTip(), parent);
    made->setIcon(action->icon());
    made->setIconSize({22, 22});
    QObject::connect(made, &QPushButton::clicked, action, &QAction::trigger);
    return made;
}

} // namespace

WelcomePage::WelcomePage(const QList<QAction *> &actions, QWidget *parent)
    : QWidget(parent)
    , m_recent(new QWidget(this))
    , m_recentRows(new QVBoxLayout(m_recent))
{
    setAccessibleName(tr("Welcome"));
    auto *page = new QWidget;
    auto *content = new QWidget(page);
    content->setMaximumWidth(columnWidth);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(groupSpacing, groupSpacing, groupSpacing, groupSpacing);
    column->setSpacing(innerSpacing);
    column->addStretch(2);
    column->addWidget(new ProgramIcon(content));
    column->addSpacing(innerSpacing);
    column->addWidget(label(tr("Welcome to Pulse"), 1.8, QFont::DemiBold, content));
    column->addWidget(
        label(tr("Pulse keeps your prompts in a library: each with a name, versions that never change once "
                 "published, and notes on what changed. A library is plain files that stay yours, in a folder here or "
                 "where your team keeps things."),
              1.0, QFont::Normal, content));
    column->addSpacing(innerSpacing);
    for (QAction *action : actions) {
        QCommandLinkButton *made = button(action, content);
        if (!focusProxy())
            setFocusProxy(made);
        column->addWidget(made);
    }
    m_recentRows->setContentsMargins(0, innerSpacing, 0, 0);
    m_recentRows->setSpacing(2);
    column->addWidget(m_recent);
    column->addStretch(3);

    auto *centred = new QGridLayout(page);
    centred->setColumnStretch(0, 1);
    centred->setColumnStretch(1, 8);
    centred->setColumnStretch(2, 1);
    centred->addWidget(content, 0, 1);
    // In a low window, below a message and in a language of long words it is more than there is room for.
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    m_recent->hide();
}

void WelcomePage::setRecent(const QList<Recent> &libraries)
{
    while (QLayoutItem *item = m_recentRows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (!libraries.isEmpty())
        m_recentRows->addWidget(label(tr("Opened before"), 1.0, QFont::DemiBold, m_recent));
    for (const auto &[location, text] : libraries.first(std::min(libraries.size(), shownRecent))) {
        auto *link = new QPushButton(icon("clock"_L1), QString(text).replace(u'&', u"&&"_s), m_recent);
        link->setFlat(true);
        link->setToolTip(
            toolTipText(tr("Open this library again") + u'\n' + LibraryManager::displayLocation(location)));
        connect(link, &QPushButton::clicked, this, [this, location] { emit recentChosen(location); });
        m_recentRows->addWidget(link, 0, Qt::AlignLeft);
    }
    m_recent->setVisible(!libraries.isEmpty());
}

void WelcomePage::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), palette().base());
}

} // namespace pulse::ui
