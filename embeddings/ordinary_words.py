"""Ordinary words that are one or two letters away from a fashion word, and mean something else.

The English ones are those among the 12,000 most frequent words of SymSpell's dictionary (MIT; made of
Google Books Ngram and SCOWL) that ``embeddings.spelling`` would change otherwise; the Korean ones were
written down by hand.
"""

from __future__ import annotations

from typing import Final

ORDINARY: Final = frozenset(
    """
added aide aids alive along angle animals around athlete athletes bach ball ballot band bank bark basketball bean
beans bear beat beck bedding began beliefs bell bench bent best bids biking blackjack bladder blank block blown boat
boats bold bolt bolts book books boom boost booth borders boss bottles bottom bound bout boxed boxes boyd bracket
brain breach breeze brief briefly brokers brunette brush bubble buck buffer bull bullet bump bumper burton burundi
bush bust buys cage call came camp cams card cardiac cardinal cashiers casinos casualty chair chan chat checker
chick chicken chile chill chin china chinese chopped chuck clan classes cleared clifton clip clue coal coast coastal
cola cole coli coll colon como compared cont contour cool copy core cork corn corp cost cote could crack crossed
crow crowded crown curse dairy dale dare dawn deal dean dear deck deed deer demon destroy distress dock docket doll
dollar donated dose downs drain dream dressed drew drill dropped dude dull dump dust each earning earnings eight
elegance element elephant emerged face fail fair fairy farm fear feather feel feels fell fellow felt fest fight
fights fill filled fine flags flat flight flood floors flora flour flows flush flux fold food fool foot ford
formally format formats formula found french fuel fully gage gain gale gary gear gilbert girl globe glue goat golf
good goose grab grad grain gram gran greek greene greg grew grill ground grove grown guess hack hairy hall halo hand
hank harm heal hear heather heck hell hide highs hint hold holden hong hook hooked hose hugh hull hummer init inter
jack jeep joan jose juan jump jumped just keep kinds kiss kits knees knew know kong lack lacks lake lance land lane
lang late latin lazy leaders lean learner lego lens leon leonard letting life lighter lightly like lima limo lined
liner link lite litter live lock locks logan logging logs lone lord lose love lover loves lowe loyal lucy lung mack
magnets maid main male mali mall marion mark mart marty matters maui maxim meal mean means megan menu menus mesa
mess might milk mime mind mine mist mold mood moody moose moral must mustang neal near nest nick night nights nine
node normal nose note null nurse offence officer officers oliver oman oral overcome overlap overtime pace pack
packet packets page paid pain paint paints pair palm panther panthers para parents park parks parkway parse part
parties partly parts paste patents patrol patterson peace pear peel pens pest pick pile pine ping pins place placing
plan planets planted plants plate plated playing plea pleased plug plump plus plush pogo point pole poll poly pool
port pose pottery pound power pray press prey printed printer pull pulp pulse puma punk pure purpose pursue quest
quit race rack rage raid rail rand range ranging rank ranking rants reach real rear rebound reel related relates
released renting replaced rest ride right rights rise rock rocket rocks role rolls roman rome root roots rope rosa
ross rounded rounds roundup router royalty rude rush russ ryan safe saga said sake sale same sanders sandy sang sans
satan save scandal scary scoring scream screw seal sean seating seekers send serving shade shadows shall shapes
shares sharing shaw shawn shelter shelves shift shipped shock shoot shooter shop shops shore shores shot shots shout
show showers shows sick side sides sight sights single singles sink skate skating slam slave slide slight slip slow
slower smoking snacks socket sold sole solo song sort sorting sound speaker speakers sporting spot springer sprint
stage stain stained stand staples start state stating station steal stepped stock stocks stolen stone stopped
stopping store storing stove strike strikes striking string strings strip strips strive style sucking suffer suite
summary support surfing surgery sutton symmetry tale talk tall tape task taxi teach team tear tell tens test thank
think tick tide tightly time togo told toll tome tone tonight tool tower town toys trace tracked tracker tracks
tract tracy traders trailer trailers train trained tray trick truck trucks trunk trust underway unit usage vale
variety vast vegas vent vine violate violent vote wade wage wait waited wall wallet wants ward ware warn wars wasted
weak wearing weed welding wellness west wheel wheels whether while whitney wholly wider wife wind wing winner
winners wins wire wise wong wood wooden woody word worm wound woven wrist write yale year
가상 가수 가장 가족 가지 감자 감정 거울 걱정 검색 골프 공간 과자 구도 구름 그림 기자 나라 나이 낚시
난방 노트 다만 다시 다양 단체 로프 마을 많이 모기 바디 반지 배지 보다 보리 보트 부채 비누 사랑 사방
사이 세트 소개 소리 시트 아이 안녕 양초 여기 우리 우산 의자 이름 이상 인상 자주 점프 정상 조기 직업
차이 치타 코드 코피 크롬 파리 퍼즐 포트 합의 회의
""".split()  # noqa: SIM905 - hundreds of words are easier to read like this
)
