"""First names borne in France, folded: what tells a name written without a capital, or alone beside a mask.

Those that are a common word too (« rose », « roman », « max ») are left out, when a ticket may hold the word.
"""

_NAMES = """
    aaron abdallah abdel abdelkader abdou abel abigail ada adam adama adel adelaide adele adeline adem adil adriana
    adrien adrienne agathe agnes ahmed aicha aida aime aimee aissa aissatou alain alban albert alberte alessandro
    alex alexander alexandra alexandre alexia alexis alfred ali alice alicia alima aline alison alix allan alphonse
    alya amadou amanda amandine amber ambre ambroise amel amelia amelie amin amina aminata amine amir amira amy ana
    anael anaelle anais anastasia anatole andre andrea andree andrei angela angele angelina angelique anissa anita
    ann anna annabelle anne annette annick annie anouck anouk anselme anthony antoine antoinette antonia antonin
    antonio apolline ariane arlette armand armande armelle arnaud arthur asma assa assia astrid aubin aude audrey
    augustin augustine aurelie aurelien auriane aurore axel axelle aya ayoub aziz aziza baptiste barbara basile
    bastien beatrice benedicte benjamin benoit berenice bernadette bernard berthe bertrand bilal bintou blandine
    boris boubacar brahim brandon brian brice brigitte bruno bryan camelia camille candice capucine carine carla
    carlos carmen carole carolina caroline cassandra catalina catherine cecile cedric celestin celia celina celine
    cesar chaima chantal charlene charles charline charlotte cheikh cherif chloe christel christelle christian
    christiane christine christophe cindy claire clara clarisse claude claudette claudia claudine clea clelia
    clemence clementine cleo clotilde clovis colette colin coralie corentin corinne cyprien cyril cyrille daniel
    daniela daniele danielle danny daouda daphne david deborah delphine denis denise diana diane didier diego
    dimitri dina dominique donatien donovan dora doriane dorothee driss dylan eden edgar edith edmond edouard edwige
    elena eleonore eliane elias elie eliette elif elin eline eliot elisa elisabeth elise eliza elizabeth ella ellen
    elodie eloise elsa emeline emeric emile emilie emilien emilio emma emmanuel emmanuelle emmy emy enzo eric erica
    erika ernest erwan esteban estelle esther ethan etienne eugene eugenie eva evan evelyne fabien fabienne fabio
    fabrice fadila faiza fanny fanta fares farid farida fatiha fatima fatou fatoumata faustine felicie felicite
    felix ferdinand fernand fernande fiona firmin flavie flavien florence florent florentin florian floriane
    foucauld francesca francesco francine francis francisco franck francois francoise frank fred frederic frederique
    gabin gabriel gabriela gabrielle gael gaelle gaetan gaetane gaspard gaston gauthier genevieve geoffrey geoffroy
    george georges georgette gerald geraldine gerard germaine gerome ghislain ghislaine gilbert gilberte gilles
    giovanni gisele giulia gladys gloria goncalo gregoire gregory guilhem guillaume gustave guy gwenael gwenaelle
    gwendoline habib habiba hacene hadrien hafida hakim halima hamid hamza hana hanane hannah harold haroun harry
    hasan hassan hawa heidi helena helene heloise henri henriette henry herve hicham hippolyte honore honorine
    hortense houda hubert hugo hugues iban ibrahim ibrahima idriss ignace ilan ilham ilian iliana ilyes imane imen
    imran ines ingrid irene irina iris isaac isabella isabelle isaline ismael ismail issa ivan jacinthe jack jacob
    jacqueline jacques jade james jamila jasmine jason javier jawad jean jeanine jeanne jeannette jeannine jennifer
    jenny jeremie jeremy jerome jessica jessy jim joachim joan joana joanna joao joaquim jocelyn jocelyne joel
    joelle joey johan johanna john johnny jonas jonathan jordan jorge jose josee joseph josephine josette joshua
    josiane josselin juan judith jules julia julian juliana julie julien juliette justin justine kader kadiatou
    kamel kamelia karen karim karima karine karl kassandra katia kelly kenza kenzo kevin khadidja khadija khaled
    khalid kim kylian laeticia laetitia laila lakhdar lamia lana lara larbi latifa laura laure laureline laurence
    laurene laurent laurie laurine lazare lea leana leandre leila leina lena leo leon leonard leonce leonie leonor
    leopold leslie leticia lia liam lila lilia lilian liliane lilou lily lina linda lino lisa lise lison livia
    loane loic lola lorena lorenzo loris lou louane loubna louis louisa louise louison louna lounes luc luca lucas
    lucette lucia lucie lucien lucienne lucile lucille ludivine ludovic luis luisa luka lydia lydie lyna maaike
    madeleine madjid mael maelle maelys maeva magali magalie magda mahaut mahmoud maia maissa malak malek malick
    malika malo mamadou manel manon manuel manuela marc marceau marcel marceline marcelle marco margaux margot
    marguerite maria mariam mariama marianne marie marielle marilou marilyne marina marine mario marion marius
    marjorie marlene marthe martin martine marwa marwan mary maryam maryline maryse maryvonne mateo mathias mathieu
    mathilde mathis mathurin matteo matthias matthieu maud maurice maurine maxence maxime maya mayssa medhi mehdi
    melanie melina melissa melodie mercedes meriem meryem mia michael michel michele micheline michelle mickael
    miguel mikael mila milan milena milo mina mireille miriam moctar mohamed mohammed moise mona monia monique
    morgan morgane mouhamed mounir mourad moussa muriel mustapha mylene myriam nabil nabila nadege nadia nadine
    naima najat naomi nassim natacha natalia nathalie nathan nathanael nawel nelly nestor nicolas nicole nina noa
    noam noe noelie noelle noemi noemie nolan nolwenn noor nora norah norbert nour noura nouria oceane octave odette
    odile odilon olga olivia olivier omar ophelie orlane oscar oumar oumou ousmane pablo pascal pascale pascaline
    patrice patricia patrick paul paula paule paulette paulin pauline paulo pedro penelope perrine peter philibert
    philippe philippine pierre pierrette pierrick pilar quentin rachel rachid rachida rafael raissa ralph ramata
    ramon rania raoul raphael raphaelle rayan raymond raymonde rebecca regine regis remi remy renaud rene renee
    ricardo richard rita robert roberta roberto robin roch rodolphe rodrigo rodrigue roger rokia roland rolande
    romain romane romeo romuald ronan rosa rosalie rosario roseline rosemonde roxane ruben ryan sabine sabrina sacha
    safia said saida salah salif salim salima salimata salma salome salomon salvatore samantha samba sami samia
    samir samira samuel samy sandra sandrine sara sarah sebastien selena selim selma serena serge sergio severine
    seydou shaina shirley sibylle sidonie siham simon simone sira sixtine sofia sofiane solange solene soline sonia
    sophia sophian sophie soraya stan stanislas stella stephan stephane stephanie steve steven suzanne suzette suzie
    svetlana sybille sylvain sylvaine sylvette sylviane sylvie tanguy tania tanya tarek tatiana tess tessa thais
    thea theo theodore theophile theotime theresa therese thiago thibaud thibault thibaut thierry thomas tiago
    tidiane timeo timothe timothee tiphaine titouan tom tommy tony tristan ugo ulysse urbain ursule valentin
    valentine valere valeria valerie vanessa vera veronique vicente victor victoria vincent violaine virgile
    virginie viviane vladimir wael walid warren wassim wendy wilfried william willy xavier yacine yael yan yanis
    yann yannick yannis yasmina yasmine yassin yassine yoan yoann yohan yolande youcef younes yousra youssef
    youssouf yvan yves yvette yvon yvonne zacharie zahra zakaria zakia zara zeinab zelie zineb zinedine zoe zohra
    zora zoubida
"""
FIRST_NAMES = frozenset(_NAMES.split())
